using System;
using System.Threading;

namespace Unroll.Allocation;

/// <summary>Counts what a piece of work allocates, on the calling thread and in the whole process.</summary>
static class AllocatedBytes
{
    const int QuickAttempts = 12, MostAttempts = 100;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes that the calling thread allocates.</summary>
    public static long OfThisThread(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Bytes that all threads of the process allocate.</summary>
    public static long OfProcess(Action work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>
    /// The least of some measurements. The test host's own threads allocate now and then beside us, and a collection in between can count the rest of a
    /// thread's allocation buffer (under 8 KB) as used.
    /// None of it happens every time, so it is tried again, later with pauses. What the work itself allocates is there every time.
    /// </summary>
    public static long Least(Func<long> measure)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < MostAttempts && least > 0; attempt++)
        {
            if (attempt >= QuickAttempts)
                Thread.Sleep(s_pause);
            least = Math.Min(least, measure());
        }
        return least;
    }
}
