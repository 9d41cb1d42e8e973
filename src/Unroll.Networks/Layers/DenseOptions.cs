using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Layers;

/// <summary>Choices of a dense layer.</summary>
public sealed record DenseOptions
{
    /// <summary>First values of the weights; Glorot uniform where null.</summary>
    public IInitializer? Weights { get; init; }

    /// <summary>First values of the bias; zeros where null.</summary>
    public IInitializer? Bias { get; init; }

    /// <summary>Whether there is a bias; y = x W where not.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Lane width; the widest this processor has where null. All widths give the same bits.</summary>
    public LaneWidth? Width { get; init; }
}
