using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>(output − target)²; PyTorch's <c>MSELoss</c>.</summary>
public sealed record SquaredErrorOptions : LossOptions
{
    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new SquaredError<T>(this, width);
}
