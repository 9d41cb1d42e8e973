using System;
using System.Diagnostics;

namespace Unroll.Benchmarks.Peers;

/// <summary>The fastest of many runs within some seconds, as the peers' programs measure.</summary>
static class Fastest
{
    /// <summary>Milliseconds of the fastest run.</summary>
    public static double Milliseconds(Action work, double seconds)
    {
        for (var i = 0; i < 3; i++)
            work();
        var best = double.PositiveInfinity;
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }
}
