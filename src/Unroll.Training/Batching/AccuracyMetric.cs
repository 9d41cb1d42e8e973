using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;

namespace Unroll.Training.Batching;

/// <summary>The share of targets predicted by the largest output of their row, from 0 to 1; NaN without targets. Reported as <c>accuracy</c>.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class AccuracyMetric<T> : IMetric<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    Accuracy _sum;

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public double Value => _sum.Ratio;

    /// <inheritdoc/>
    public void Begin() => _sum = default;

    /// <inheritdoc/>
    /// <exception cref="System.ArgumentException">The targets are values.</exception>
    public void Add(Sequence<T> outputs, LossTargets<T> targets)
    {
        if (targets.AreValues)
            throw new System.ArgumentException("Accuracy compares with classes, and these targets are values; measure a loss instead.", nameof(targets));
        _sum += Accuracy.Measure(outputs, targets.Classes);
    }
}
