using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Squared near the target and straight far from it (Huber 1964); PyTorch's <c>HuberLoss</c>.</summary>
/// <remarks>PyTorch's <c>SmoothL1Loss</c> with β is this loss with δ = β, divided by β; with β = 1 they are the same.</remarks>
public sealed record HuberOptions : LossOptions
{
    /// <summary>The distance from the target where the straight part begins, in the unit of the outputs; above 0.</summary>
    public double Delta { get; init => field = LossRange.Positive(value); } = 1;

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(LaneWidth? width = null) => new HuberLoss<T>(this, width);
}
