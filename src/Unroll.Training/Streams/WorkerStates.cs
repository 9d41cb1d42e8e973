using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Streaming;

namespace Unroll.Training.Streams;

/// <summary>The carried states of a trainer's workers, whose batches take turns on one trace; and what they were before the step at hand, in case it fails.</summary>
sealed class WorkerStates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly CarriedStates<T>[] _workers;
    readonly Memory<T>[] _before;

    internal WorkerStates(Trace<T> trace, int workers)
    {
        _workers = new CarriedStates<T>[workers];
        _before = new Memory<T>[workers];
        for (var worker = 0; worker < workers; worker++)
        {
            _workers[worker] = new CarriedStates<T>(trace);
            _before[worker] = AlignedVector.Allocate<T>(_workers[worker].Count);
        }
    }

    internal IReadOnlyList<CarriedStates<T>> Workers => _workers;

    internal void Remember()
    {
        for (var worker = 0; worker < _workers.Length; worker++)
            _workers[worker].Save(_before[worker].Span);
    }

    internal void GoBack()
    {
        for (var worker = 0; worker < _workers.Length; worker++)
            _workers[worker].Load(_before[worker].Span);
    }

    /// <summary>The forward pass of a worker's batch starts from its states.</summary>
    internal void Give(int worker, Batch<T> batch) => Give(_workers[worker], batch);

    /// <summary>Keeps what the batch that goes on will start from.</summary>
    internal void Take(int worker, Batch<T> batch) => _workers[worker].Take(batch.KeptSteps);

    internal static void Give(CarriedStates<T> states, Batch<T> batch)
    {
        var goesOn = batch.GoesOn;
        for (var row = 0; row < goesOn.Length; row++)
        {
            if (!goesOn[row])
                states.Reset(row);
        }
        states.Give();
    }
}
