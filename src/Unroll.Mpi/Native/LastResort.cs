using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Unroll.Mpi.Native;

/// <summary>The end of this process when nobody else ends it.</summary>
sealed partial class LastResort : IDisposable
{
    /// <summary>What a process ends with that something went wrong with.</summary>
    internal const int ExitCode = 1;

    static readonly TimeSpan s_printing = TimeSpan.FromMilliseconds(500);   // a launcher drops what is on its way when it ends a process

    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    readonly ManualResetEventSlim _notNeeded = new();

    LastResort()
    {
    }

    /// <summary>Ends this process after a time, whatever its threads wait for, unless this is disposed of before; nothing that is registered for its end runs.</summary>
    /// <param name="time">From now.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="lastWords">A line for people; null for none.</param>
    internal static LastResort EndAfter(TimeSpan time, int code = ExitCode, string? lastWords = null)
    {
        var resort = new LastResort();
        // Not a timer of the pool: its threads may be busy with what does not end.
        if (!OperatingSystem.IsWindows())
            new Thread(() => resort.Wait(time, code, lastWords)) { IsBackground = true, Name = "Unroll last resort" }.Start();
        return resort;
    }

    /// <summary>All went well.</summary>
    public void Dispose() => _notNeeded.Set();   // not disposed of itself: its thread may still look at it

    void Wait(TimeSpan time, int code, string? lastWords)
    {
        // Look by look: while the machine or this process is suspended no time counts.
        for (var waited = TimeSpan.Zero; waited < time; waited += s_look)
        {
            if (_notNeeded.Wait(s_look))
                return;
        }
        if (lastWords is not null)
        {
            // On another thread: nobody may read them.
            new Thread(() => Console.Error.WriteLine(lastWords)) { IsBackground = true }.Start();
            Thread.Sleep(s_printing);
        }
        End(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void End(int code);
}
