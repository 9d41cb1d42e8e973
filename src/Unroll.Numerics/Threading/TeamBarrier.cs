using System;
using System.Threading;

namespace Unroll.Numerics.Threading;

/// <summary>
/// Lets the parts of one job wait for one another, many times in a row. For work whose parts are some microseconds apart:
/// it looks for some microseconds, then gives its processor to whoever wants it between looks.
/// </summary>
sealed class TeamBarrier(int parts)
{
    const int SpinIterations = 500;

    int _waiting;
    int _round;
    volatile bool _broken;

    /// <summary>Returns once all parts have called it.</summary>
    /// <exception cref="InvalidOperationException">A part failed and will not come.</exception>
    public void Meet()
    {
        var round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _waiting) == parts)
        {
            _waiting = 0;
            Volatile.Write(ref _round, round + 1);
            return;
        }
        for (var spin = 0; Volatile.Read(ref _round) == round; spin++)
        {
            if (_broken)
                throw new InvalidOperationException("Another part of this job failed.");
            if (spin < SpinIterations)
                Thread.SpinWait(4);
            else
                Thread.Yield();
        }
    }

    /// <summary>Tells the others that this part will not come again.</summary>
    public void Break() => _broken = true;
}
