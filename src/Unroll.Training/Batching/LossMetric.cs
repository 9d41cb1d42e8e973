using System;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;

namespace Unroll.Training.Batching;

/// <summary>A loss of one target on average, weighted, over all batches; 0 without targets. Reported as <c>loss</c> unless told otherwise.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class LossMetric<T> : IMetric<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ILoss<T> _loss;
    double _sum, _weight;

    /// <summary>Measures with a loss.</summary>
    public LossMetric(ILoss<T> loss, string name = "loss")
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_loss, Name) = (loss, name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double Value => _weight == 0 ? 0 : _sum / _weight;

    /// <inheritdoc/>
    public void Begin() => (_sum, _weight) = (0, 0);

    /// <inheritdoc/>
    public void Add(Sequence<T> outputs, LossTargets<T> targets)
    {
        var value = _loss.Measure(outputs, targets, default);
        _sum += value.Sum;
        _weight += value.Weight;
    }
}
