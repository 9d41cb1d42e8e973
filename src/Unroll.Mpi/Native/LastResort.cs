using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Unroll.Mpi.Native;

/// <summary>The end of this process when nobody else ends it.</summary>
static partial class LastResort
{
    /// <summary>What this process ends with.</summary>
    internal const int ExitCode = 1;

    /// <summary>Ends this process after a time, whatever its threads wait for; nothing that is registered for its end runs.</summary>
    internal static void EndAfter(TimeSpan time)
    {
        if (OperatingSystem.IsWindows())
            return;
        // Not a timer of the pool: its threads may be busy with what does not end.
        new Thread(() =>
        {
            Thread.Sleep(time);
            End(ExitCode);
        })
        { IsBackground = true, Name = "Unroll last resort" }.Start();
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void End(int code);
}
