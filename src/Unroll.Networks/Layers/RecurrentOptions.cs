using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Layers;

/// <summary>How a cell is walked through time.</summary>
public enum Walk
{
    /// <summary>Packed, tiled, threaded.</summary>
    Fused,

    /// <summary>The readable reference, one number at a time.</summary>
    Plain,
}

/// <summary>Choices of a recurrent layer.</summary>
public sealed record RecurrentOptions
{
    /// <summary>First values of the input's weights W; Glorot uniform for each gate where null.</summary>
    public IInitializer? Input { get; init; }

    /// <summary>First values of the recurrent weights R; orthogonal for each gate where null.</summary>
    public IInitializer? Recurrent { get; init; }

    /// <summary>First values of the bias; zeros where null, with 1 for the gate named <c>f</c>.</summary>
    public IInitializer? Bias { get; init; }

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>The walk.</summary>
    public Walk Walk { get; init; } = Walk.Fused;

    /// <summary>Lane width of the fused walk; the widest this processor has where null. All widths give the same bits.</summary>
    public LaneWidth? Width { get; init; }
}
