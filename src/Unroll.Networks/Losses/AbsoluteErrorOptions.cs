using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>|output − target|; PyTorch's <c>L1Loss</c>.</summary>
public sealed record AbsoluteErrorOptions : LossOptions
{
    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new AbsoluteError<T>(this, width);
}
