using System.Collections.Generic;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Softmax and cross-entropy from logits, for one class a place; PyTorch's <c>CrossEntropyLoss</c>.</summary>
public sealed record CrossEntropyOptions : LossOptions
{
    /// <summary>A class that stands for no target, any integer; −1 always does, whatever is set here. PyTorch's default is −100.</summary>
    public int IgnoreIndex { get; init; } = -1;

    /// <summary>Share ε of a target that is spread evenly over all classes, from 0 to 1: the distribution wanted is (1 − ε) · one-hot + ε / classes.</summary>
    public double LabelSmoothing { get; init => field = LossRange.UpToOne(value); }

    /// <summary>What each class counts, at least 0, as many as there are classes; null where all count 1. A mean is then divided by the sum of the weights of the targets, as in PyTorch.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init => field = LossRange.Weights(value); }

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new SoftmaxCrossEntropy<T>(this, width);
}
