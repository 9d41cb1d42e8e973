using System.Collections.Generic;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>The pinball loss, whose minimum is at a quantile of the targets (Koenker and Bassett 1978).</summary>
public sealed record QuantileOptions : LossOptions
{
    /// <summary>The quantiles to learn, each above 0 and below 1. With Q of them the outputs are Q times as wide as the targets: output v · Q + q is quantile q of value v.</summary>
    public IReadOnlyList<double> Quantiles { get; init => field = LossRange.Levels(value); } = [0.5];

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new QuantileLoss<T>(this, width);
}
