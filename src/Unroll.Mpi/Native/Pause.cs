using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Unroll.Mpi.Native;

/// <summary>Sleeps for less than a millisecond, which <see cref="Thread.Sleep(int)"/> cannot.</summary>
static unsafe partial class Pause
{
    /// <summary>Gives the processor away for about this long.</summary>
    internal static void Microseconds(int microseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(1);
            return;
        }
        var time = stackalloc nint[2] { microseconds / 1_000_000, microseconds % 1_000_000 * 1000 };   // struct timespec
        _ = Sleep(time, null);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(nint* time, nint* left);
}
