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

    static readonly TimeSpan s_mostBetweenLooks = TimeSpan.FromSeconds(1);

    long _last;
    TimeSpan _waited;

    /// <summary>Starts to wait.</summary>
    internal static Patience Begin() => new() { _last = Stopwatch.GetTimestamp() };

    /// <summary>The time waited since the start or since something moved. A job may be suspended, by a scheduler or with its machine; of the time between two looks no more than a second counts.</summary>
    internal readonly TimeSpan Waited => _waited;

    /// <summary>Something moved.</summary>
    internal void Reset()
    {
        _last = Stopwatch.GetTimestamp();
        _waited = TimeSpan.Zero;
    }

    /// <summary>Waits a little, and says whether long enough has passed to look at rarer things.</summary>
    internal bool Rest()
    {
        var now = Stopwatch.GetTimestamp();
        var since = Stopwatch.GetElapsedTime(_last, now);
        _last = now;
        _waited += since < s_mostBetweenLooks ? since : s_mostBetweenLooks;
        var microseconds = _waited.TotalMicroseconds;
        if (microseconds < LooksMicroseconds)
            return false;
        if (microseconds < YieldsMicroseconds)
            Thread.Yield();
        else
            Pause.Microseconds((int)Math.Clamp(microseconds / ShareAsleep, LeastPause, MostPause));
        return true;
    }
}
