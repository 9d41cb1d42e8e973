using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Experiments.Building;
using Unroll.Networks;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Inspection;

/// <summary>Reads the instruments off a network on a batch of its task, in memory of its own.</summary>
sealed class InstrumentPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ITask<T> _task;
    readonly Network<T> _network;
    readonly ILoss<T> _loss;
    readonly Batch<T>? _batch;   // null where a batch means nothing by itself: rows that go on from other batches, or two networks
    readonly Trace<T>? _trace;

    public InstrumentPass(ExperimentParts<T> parts, WorkerTeam team)
    {
        (_task, _network, _loss) = (parts.Task, parts.Network, parts.CreateLoss());
        var shape = _task.Shape;
        if (!CanRead(shape))
            return;
        _batch = new Batch<T>(shape);
        _trace = _network.CreateTrace(shape.MostSteps, shape.MostRows, TraceMode.Training, team, masks: shape.IsPadded);
    }

    /// <summary>Whether a batch means something by itself: no rows that go on from other batches, one network.</summary>
    public static bool CanRead(TaskShape shape) => !shape.CarriesStates && shape.Source is null;

    /// <summary>Gradient norms of the segments as they stand: after a training step those of that step, summed over workers and clipped.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> SegmentNorms(Parameters<T> parameters)
    {
        var norms = new List<KeyValuePair<string, double>>();
        foreach (var segment in parameters.Segments)
        {
            var squares = 0.0;
            foreach (var gradient in parameters.Gradients.Slice(segment.Offset, segment.Count))
                squares += double.CreateTruncating(gradient) * double.CreateTruncating(gradient);
            norms.Add(new(segment.Name, Math.Sqrt(squares)));
        }
        return norms;
    }

    /// <summary>Looks at a batch of the first worker. The gradients of the parameters are written over.</summary>
    /// <param name="step">Training steps done.</param>
    /// <param name="number">The batch.</param>
    /// <param name="segments">Norms that the caller has already; where null, those of this batch.</param>
    public InstrumentReading Read(long step, long number, IReadOnlyList<KeyValuePair<string, double>>? segments)
    {
        if (_batch is null || _trace is null || !_task.Fill(_batch, number, 0))
            return new(step, double.NaN, segments ?? [], [], []);
        _trace.Noise = new NoisePosition(0, (uint)number);
        _network.Forward(_batch.Inputs, _trace, _batch.Mask);
        var layers = WalkMeter.Measure(_trace);
        var loss = _loss.Measure(_trace.Outputs, _batch.LossTargets, _trace.OutputGradients);
        if (segments is null)
        {
            _network.Backward(_trace);
            segments = SegmentNorms(_network.Parameters);
            _network.Forward(_batch.Inputs, _trace, _batch.Mask);
            _loss.Measure(_trace.Outputs, _batch.LossTargets, _trace.OutputGradients);
        }
        return new(step, loss.Mean, segments, layers, GradientByLag.Measure(_network, _trace));
    }
}
