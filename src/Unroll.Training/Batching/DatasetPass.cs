using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Batching;

/// <summary>Runs a network forward over a data set, batch by batch: for predictions and measures. Sequences come in batches of like lengths; <see cref="Sequences"/> says which.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class DatasetPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Network<T> _network;
    readonly SequenceDataset<T> _data;
    readonly LengthBuckets _buckets;
    readonly Trace<T> _trace;
    int _next;

    /// <summary>Takes the memory for the largest batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The sequences; their targets may be missing.</param>
    /// <param name="team">The threads that run the network.</param>
    /// <param name="batching">Sizes of batches; the defaults where null. Order and sizes change no output's bits; nothing is shuffled.</param>
    /// <param name="answer">Where the target of a whole sequence stands, for who measures.</param>
    /// <exception cref="ArgumentException">The network reads another width than the data have.</exception>
    public DatasetPass(Network<T> network, SequenceDataset<T> data, WorkerTeam team, BatchingOptions? batching = null, AnswerPlace answer = AnswerPlace.OneStep)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        if (network.InputWidth != data.Inputs.Width)
            throw new ArgumentException($"The network reads width {network.InputWidth}, but the data set has width {data.Inputs.Width}.", nameof(network));
        (_network, _data) = (network, data);
        _buckets = new LengthBuckets(data.Lengths(), (batching ?? new()) with { Shuffle = false });
        var shape = BatchFeed.ShapeOf(data, _buckets, answer, 0, network.OutputWidth);
        Batch = new Batch<T>(shape);
        _trace = network.CreateTrace(shape.MostSteps, shape.MostRows, TraceMode.Inference, team, masks: shape.IsPadded);
    }

    /// <summary>The batch at hand, with its targets and its mask.</summary>
    public Batch<T> Batch { get; }

    /// <summary>Which sequence of the data set each row of the batch at hand is.</summary>
    public ReadOnlySpan<int> Sequences => _next == 0 ? default : _buckets[_next - 1];

    /// <summary>What the network wrote to the batch at hand, <c>[steps, rows, output width]</c>; a row's first steps are its sequence's, the rest is zero.</summary>
    public Sequence<T> Outputs => _trace.Outputs;

    /// <summary>Batches in all.</summary>
    public int Count => _buckets.Count;

    /// <summary>Runs the network over the next batch; false when there is none left.</summary>
    public bool Next()
    {
        if (_next == _buckets.Count)
            return false;
        Run(_next);
        return true;
    }

    /// <summary>Runs the network over one of the batches; <see cref="Next"/> goes on behind it.</summary>
    /// <param name="number">Which, from 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public void Run(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, _buckets.Count);
        BatchFeed.Fill(Batch, _data, _buckets[number]);
        _network.Forward(Batch.Inputs, _trace, Batch.Mask);
        _next = number + 1;
    }

    /// <summary>Back to before the first batch.</summary>
    public void Restart() => _next = 0;

    /// <summary>Runs over all batches and measures.</summary>
    /// <exception cref="InvalidOperationException">The data set has no targets.</exception>
    public void Measure(params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (_data.Targets is null)
            throw new InvalidOperationException("This data set has no targets to measure against; give it some.");
        foreach (var metric in metrics)
            metric.Begin();
        Restart();
        while (Next())
        {
            foreach (var metric in metrics)
                metric.Add(Outputs, Batch.LossTargets);
        }
    }
}
