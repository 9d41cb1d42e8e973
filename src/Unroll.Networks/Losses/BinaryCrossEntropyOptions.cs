using System.Collections.Generic;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Binary cross-entropy from logits, for any number of labels a place; PyTorch's <c>BCEWithLogitsLoss</c>.</summary>
public sealed record BinaryCrossEntropyOptions : LossOptions
{
    /// <summary>What a label that is there counts beside one that is not, at least 0, one number for each label; null where both count 1. PyTorch's <c>pos_weight</c>: a mean is divided by the number of labels all the same.</summary>
    public IReadOnlyList<double>? PositiveWeights { get; init => field = LossRange.Weights(value); }

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new BinaryCrossEntropy<T>(this, width);
}
