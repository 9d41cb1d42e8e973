using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Unroll.Mpi.Native;

/// <summary>What Linux tells of files in a folder, in the order in which it came about; <c>FileSystemWatcher</c> does not tell of files that are closed.</summary>
static partial class Inotify
{
    /// <summary>The bytes of an event before its name: which watch, what happened (<see cref="ClosedAfterWriting"/>), which other event it belongs to, the length of the name with its zeros.</summary>
    internal const int HeaderBytes = 16;

    /// <summary>A file that was open for writing was closed: by its process, or by the system with its process's end.</summary>
    internal const uint ClosedAfterWriting = 8;

    /// <summary>Events were lost: there were more than the system keeps.</summary>
    internal const uint Overflow = 0x4000;

    const int DoNotWait = 0x800;        // IN_NONBLOCK
    const int NotForChildren = 0x80000; // IN_CLOEXEC

    /// <summary>The events of a folder's files that are closed from now on, to be read without waiting; null where the system has no such thing, or none left.</summary>
    internal static SafeFileHandle? WatchClosing(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var descriptor = Begin(DoNotWait | NotForChildren);
        if (descriptor < 0)
            return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Add(descriptor, folder, ClosedAfterWriting) >= 0)
            return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>Reads whole events; their bytes, 0 or less where there are none.</summary>
    internal static unsafe nint Read(SafeFileHandle events, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Read(events, start, (nuint)buffer.Length);
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    private static partial int Begin(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Add(int descriptor, string path, uint events);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(SafeFileHandle events, byte* start, nuint count);
}
