using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks;

/// <summary>The random streams of fresh training data, one for each worker: a stream is moved as it is read, so two workers must not share one.</summary>
sealed class WorkerStreams
{
    readonly RandomStream[] _streams;

    /// <summary>Streams that depend on the parent, the name and the worker's number.</summary>
    public WorkerStreams(RandomStream parent, string name, int workers)
    {
        _streams = new RandomStream[workers];
        for (var worker = 0; worker < workers; worker++)
            _streams[worker] = parent.Split(name).At(worker);
    }

    /// <summary>A worker's stream, at what belongs to a step: each step has a share of so many numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative, or there is no such worker.</exception>
    public RandomStream At(long step, int worker, ulong share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_streams.Length, nameof(worker));
        var stream = _streams[worker];
        stream.Position = (ulong)step * share;
        return stream;
    }
}
