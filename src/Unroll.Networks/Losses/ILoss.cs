using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>Says how far a network's outputs are from the targets, and in which direction each output should move.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the objective of a batch is the sum over its targets or their mean: who brings several batches together must weigh means by their targets.</summary>
    LossReduction Reduction { get; }

    /// <summary>Measures outputs against targets and sets the gradient of the loss with respect to every output.</summary>
    /// <param name="outputs">What the network wrote <c>[steps, batch, width]</c>.</param>
    /// <param name="targets">Classes or values of the same steps and batch, whichever the loss compares with.</param>
    /// <param name="outputGradients">Receives the gradient <c>[steps, batch, width]</c>, zero where there is no target; empty when only the value is wanted.</param>
    /// <exception cref="System.ArgumentException">The targets are of the other kind, or shapes do not fit together, or a target or weight is not allowed.</exception>
    LossValue Measure(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> outputGradients);
}
