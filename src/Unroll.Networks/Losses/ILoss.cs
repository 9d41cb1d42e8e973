using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>Says how far a network's outputs are from the classes wanted, and in which direction each output should move.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the objective of a batch is the sum over its targets or their mean: who brings several batches together must weigh means by their targets.</summary>
    LossReduction Reduction { get; }

    /// <summary>Measures outputs against targets and sets the gradient of the loss with respect to every output.</summary>
    /// <param name="outputs">What the network wrote <c>[steps, batch, classes]</c>.</param>
    /// <param name="targets">The class wanted <c>[steps, batch, 1]</c>, from 0 to classes − 1; −1 where none is.</param>
    /// <param name="outputGradients">Receives the gradient <c>[steps, batch, classes]</c>, zero where there is no target; empty when only the value is wanted.</param>
    LossValue Measure(Sequence<T> outputs, Sequence<int> targets, Sequence<T> outputGradients);
}
