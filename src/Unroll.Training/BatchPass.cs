using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;

namespace Unroll.Training;

/// <summary>Where in a run a batch stands.</summary>
/// <param name="Step">Updates done before it.</param>
/// <param name="Number">Of the batch, counted through the run.</param>
/// <param name="Worker">Its worker, among all.</param>
/// <param name="Noise">Where its random masks come from.</param>
readonly record struct BatchPosition(long Step, long Number, int Worker, NoisePosition Noise);

/// <summary>How a model goes over a batch, forward and back.</summary>
abstract class BatchPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The trace whose outputs the loss measures.</summary>
    internal abstract Trace<T> Trace { get; }

    internal abstract void Forward(Batch<T> batch, in BatchPosition position);

    /// <summary>Sets the gradients of all parameters of the model.</summary>
    /// <param name="listener">Hears of them as they become final.</param>
    internal abstract void Backward(IGradientListener? listener);

    /// <summary>The numbers that the listener hears, in this order.</summary>
    internal abstract IEnumerable<int> FinalFrom { get; }
}

/// <summary>One network, from inputs to outputs.</summary>
sealed class NetworkPass<T>(Network<T> network, TaskShape shape, WorkerTeam team) : BatchPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal override Trace<T> Trace { get; } = network.CreateTrace(shape.MostSteps, shape.MostRows, TraceMode.Training, team, masks: shape.IsPadded);

    internal override void Forward(Batch<T> batch, in BatchPosition position)
    {
        Trace.Noise = position.Noise;
        network.Forward(batch.Inputs, Trace, batch.Mask);
    }

    internal override void Backward(IGradientListener? listener) => network.Backward(Trace, listener: listener);

    internal override IEnumerable<int> FinalFrom => network.FinalFrom.Reverse();
}
