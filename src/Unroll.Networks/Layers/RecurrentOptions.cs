using System.Collections.Generic;
using Unroll.Networks.Cells;
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

    /// <summary>First values of the bias; the cell's own where null: zeros, with 1 for a forget gate.</summary>
    public IInitializer? Bias { get; init; }

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>The walk.</summary>
    public Walk Walk { get; init; } = Walk.Fused;

    /// <summary>Lane width of the fused walk; the widest this processor has where null. All widths give the same bits.</summary>
    public LaneWidth? Width { get; init; }

    /// <summary>Choices inside the cell's equations.</summary>
    public CellSettings Settings { get; init; } = CellSettings.Default;

    /// <summary>First values of the weights that belong to single units (peepholes, the recurrent weights of an IndRNN); what the cell's source says where null.</summary>
    public IInitializer? Unit { get; init; }

    /// <summary>Names of the weights of single units that are there, of <see cref="CellEntry.UnitWeightNames"/>; all of them where null. The others are zero for good.</summary>
    public IReadOnlyList<string>? UnitWeights { get; init; }

    /// <summary>What a sequence starts from where no state is given.</summary>
    public InitialStates InitialStates { get; init; }

    /// <summary>Width of the output h = m Wp that a cell's output m is brought to before it is given on and fed back (Sak et al. 2014; <c>proj_size</c> of PyTorch); 0 for none.</summary>
    public int Projection { get; init; }

    /// <summary>First values of the projection; Glorot uniform where null.</summary>
    public IInitializer? ProjectionWeights { get; init; }

    /// <summary>Whether each gate's pre-activations are brought to mean 0 and variance 1 over the units, then scaled by a learnt gain, with the bias added after (after Ba, Kiros and Hinton 2016).</summary>
    public bool LayerNormalization { get; init; }

    /// <summary>Share of the outputs that, in training, stay what they were before the step (zoneout, Krueger et al. 2017); from 0 to below 1.</summary>
    public double OutputZoneout { get; init; }

    /// <summary>The same for the other states.</summary>
    public double MemoryZoneout { get; init; }

    /// <summary>Share of the outputs that, in training, are not fed back: the same ones at all steps of a sequence (Gal and Ghahramani 2016); from 0 to below 1.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Share of the recurrent weights that, in training, are left out for a pass (DropConnect as in AWD-LSTM, Merity et al. 2018); from 0 to below 1.</summary>
    public double WeightDrop { get; init; }
}
