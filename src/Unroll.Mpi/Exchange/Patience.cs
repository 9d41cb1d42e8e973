using System;
using System.Diagnostics;
using System.Threading;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// How a rank waits: it looks without rest for some microseconds, then gives the processor to whoever wants it between looks, then sleeps between them, the longer the longer it has waited:
/// so ranks that share a processor do not take it from the one they wait for.
/// </summary>
struct Patience
{
    const double LooksMicroseconds = 20;
    const double YieldsMicroseconds = 300;
    const int ShareAsleep = 32;   // a pause is this part of the time waited, so waiting is at most so much longer than needed
    const int LeastPause = 20;
    const int MostPause = 1000;

    long _since;

    /// <summary>Starts to wait.</summary>
    internal static Patience Begin() => new() { _since = Stopwatch.GetTimestamp() };

    /// <summary>Since the start or since something moved.</summary>
    internal readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(_since);

    /// <summary>Something moved.</summary>
    internal void Reset() => _since = Stopwatch.GetTimestamp();

    /// <summary>Waits a little, and says whether long enough has passed to look at rarer things.</summary>
    internal readonly bool Rest()
    {
        var microseconds = Elapsed.TotalMicroseconds;
        if (microseconds < LooksMicroseconds)
            return false;
        if (microseconds < YieldsMicroseconds)
            Thread.Yield();
        else
            Pause.Microseconds((int)Math.Clamp(microseconds / ShareAsleep, LeastPause, MostPause));
        return true;
    }
}
