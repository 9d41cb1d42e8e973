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

    /// <summary>Milliseconds of the fastest run of each of two pieces of work that take turns.</summary>
    public static (double First, double Second) Milliseconds(Action first, Action second, double seconds)
    {
        for (var i = 0; i < 3; i++)
        {
            first();
            second();
        }
        var best = (First: double.PositiveInfinity, Second: double.PositiveInfinity);
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            first();
            var middle = Stopwatch.GetTimestamp();
            second();
            var end = Stopwatch.GetTimestamp();
            best = (Math.Min(best.First, Stopwatch.GetElapsedTime(start, middle).TotalMilliseconds), Math.Min(best.Second, Stopwatch.GetElapsedTime(middle, end).TotalMilliseconds));
        }
        return best;
    }
}
