using System;
using System.Threading;

namespace Unroll.Training.Collectives;

/// <summary>Where workers wait for each other. A waiting thread looks for a few microseconds, then sleeps.</summary>
sealed class Meeting(int size)
{
    const int LooksBeforeSleep = 200;   // a few µs: neighbours that arrive together do not pay for a sleep

    readonly object _gate = new();
    readonly int _looks = Environment.ProcessorCount >= size ? LooksBeforeSleep : 0;
    volatile int _phase;
    volatile Exception? _failure;
    int _failedRank;
    int _arrived;

    /// <summary>Wakes all who wait, now and later, with an error. The first reason stays.</summary>
    internal void Abort(int rank, Exception reason)
    {
        lock (_gate)
        {
            if (_failure is not null)
                return;
            _failedRank = rank;
            _failure = reason;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Returns when all workers have come, or throws when one has given up. A meeting that was complete is over for all of them even if one gives up
    /// just after: either all go on, or none.
    /// </summary>
    internal void Wait()
    {
        int phase;
        lock (_gate)
        {
            ThrowIfAborted();
            phase = _phase;
            if (++_arrived == size)
            {
                Open();
                return;
            }
        }
        for (var look = 0; look < _looks && _phase == phase && _failure is null; look++)
            Thread.SpinWait(8);
        if (_phase != phase)
            return;
        lock (_gate)
        {
            while (_phase == phase)
            {
                ThrowIfAborted();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>
    /// Like <see cref="Wait"/>, but deaf to a worker that gives up. Only after a <see cref="Wait"/> that was complete, and whatever failed in between:
    /// then all are sure to come. While others may still be writing into this worker's memory, it must not leave.
    /// </summary>
    internal void WaitForAll()
    {
        int phase;
        lock (_gate)
        {
            phase = _phase;
            if (++_arrived == size)
            {
                Open();
                return;
            }
        }
        for (var look = 0; look < _looks && _phase == phase; look++)
            Thread.SpinWait(8);
        if (_phase != phase)
            return;
        lock (_gate)
        {
            while (_phase == phase)
                Monitor.Wait(_gate);
        }
    }

    void Open()
    {
        _arrived = 0;
        _phase++;
        Monitor.PulseAll(_gate);
    }

    void ThrowIfAborted()
    {
        if (_failure is { } failure)
            throw new CollectiveAbortedException($"Worker {_failedRank} of {size} gave up: {failure.Message}", failure);
    }
}
