using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>A loss that compares each output with one value. Targets are as wide as the outputs, unless a loss says otherwise; all widths give the same bits, and nothing is allocated.</summary>
/// <typeparam name="T">The number.</typeparam>
public abstract class ValueLoss<T> : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ILoss<T> _points;

    private protected ValueLoss(ILoss<T> points) => _points = points;

    /// <inheritdoc/>
    public LossReduction Reduction => _points.Reduction;

    /// <inheritdoc/>
    public LossValue Measure(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> outputGradients) => _points.Measure(outputs, targets, outputGradients);
}
