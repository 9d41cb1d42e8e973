using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Training.Streams;

/// <summary>Measures a network on long documents, window after window with carried states: every step once, each document from its start, in memory for one window alone.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class StreamPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Network<T> _network;
    readonly SequenceDataset<T> _documents;
    readonly StreamRows _streams;
    readonly Batch<T> _batch;
    readonly Trace<T> _trace;
    readonly CarriedStates<T> _states;

    /// <summary>Takes the memory for one window.</summary>
    /// <param name="network">The network.</param>
    /// <param name="documents">The documents, with a target at each step.</param>
    /// <param name="team">The threads that run the network.</param>
    /// <param name="options">Rows and length count; windows follow end to end whatever the stride is. With more than one row, a document that is cut between two streams starts anew there.</param>
    /// <exception cref="ArgumentException">A layer needs whole sequences, or the documents lack targets at each step.</exception>
    public StreamPass(Network<T> network, SequenceDataset<T> documents, WorkerTeam team, StreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        WindowFeed.RequireTargets(documents);
        options = (options ?? new StreamOptions()) with { Stride = null };
        (_network, _documents) = (network, documents);
        _streams = new StreamRows(documents.Lengths(), options, options.Rows);
        var shape = WindowFeed.ShapeOf(documents, _streams, options.Rows, 0, network.OutputWidth);
        _batch = new Batch<T>(shape);
        _trace = network.CreateTrace(shape.MostSteps, shape.MostRows, TraceMode.Inference, team, masks: true);
        _states = new CarriedStates<T>(_trace);
    }

    /// <summary>Runs over all windows and measures.</summary>
    public void Measure(params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var metric in metrics)
            metric.Begin();
        for (var window = 0; WindowFeed.Fill(_batch, _documents, _streams, 0, _states.Rows, window); window++)
        {
            WorkerStates<T>.Give(_states, _batch);
            _network.Forward(_batch.Inputs, _trace, _batch.Mask);
            _states.Take(_batch.KeptSteps);
            foreach (var metric in metrics)
                metric.Add(_trace.Outputs, _batch.LossTargets);
        }
    }
}
