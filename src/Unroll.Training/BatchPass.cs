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
    internal abstract void Backward();
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

    internal override void Backward() => network.Backward(Trace);
}
