using System;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Native;

/// <summary>The environment that native libraries read; the runtime works on a copy.</summary>
static partial class NativeEnvironment
{
    /// <summary>Sets a variable that the user did not.</summary>
    internal static void SetUnlessSet(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
            _ = Set(name, value, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
