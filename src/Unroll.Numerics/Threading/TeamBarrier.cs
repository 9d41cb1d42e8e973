using System;
using System.Threading;

namespace Unroll.Numerics.Threading;

/// <summary>
/// Lets the parts of one job wait for one another, many times in a row. For work whose parts are some microseconds apart:
/// a part looks for some microseconds and then sleeps; where there are more parts than processors it sleeps at once.
/// </summary>
sealed class TeamBarrier(int parts)
{
    const int SpinIterations = 500;

    readonly int _spins = parts <= Environment.ProcessorCount ? SpinIterations : 0;
    readonly object _gate = new();
    int _arrived;
    int _round;
    int _sleepers;
    volatile bool _broken;

    /// <summary>Returns once all parts have called it.</summary>
    /// <exception cref="InvalidOperationException">A part failed, now or in an earlier job: who has come can no longer be told.</exception>
    public void Meet()
    {
        ThrowIfBroken();
        var round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _arrived) == parts)
        {
            _arrived = 0;
            Interlocked.Increment(ref _round);
            WakeSleepers();
            return;
        }
        for (var spin = 0; spin < _spins; spin++)
        {
            if (Volatile.Read(ref _round) != round)
                return;
            Thread.SpinWait(4);
        }
        Sleep(round);
    }

    // A sleeper counts itself before it looks at the round once more; the last to arrive raises the round before it looks at the count.
    void Sleep(int round)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (Volatile.Read(ref _round) == round && !_broken)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleepers);
        }
        ThrowIfBroken();
    }

    void ThrowIfBroken()
    {
        if (_broken)
            throw new InvalidOperationException("A part of a job failed while others waited for it, now or earlier; start anew with memory of its own.");
    }

    void WakeSleepers()
    {
        if (Volatile.Read(ref _sleepers) == 0)
            return;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Tells the others that this part will not come again; the barrier is of no use after this.</summary>
    public void Break()
    {
        _broken = true;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
