using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>Choices of a recurrent layer beside its cell and its size.</summary>
public sealed record RecurrentRecipe
{
    /// <summary>Whether the gates have a bias.</summary>
    [Description("Whether the gates have a bias (default true).")]
    public bool Bias { get; set; } = true;

    /// <summary>What a sequence starts from: <c>cell</c> (what the cell's source says), <c>zeros</c>, <c>ones</c> or <c>learnt</c>.</summary>
    [Description("What a sequence starts from; 'cell' is what the cell's source says (default)."), AllowedValues("cell", "learnt", "ones", "zeros")]
    public string InitialStates { get; set; } = "cell";

    /// <summary>The function of the gates; the cell's own where null.</summary>
    [Description("The function of the gates (default: the cell's own)."), AllowedValues("hard-sigmoid", "identity", "relu", "sigmoid", "softsign", "tanh")]
    public string? GateFunction { get; set; }

    /// <summary>The function of the candidate; the cell's own where null.</summary>
    [Description("The function of the candidate (default: the cell's own)."), AllowedValues("hard-sigmoid", "identity", "relu", "sigmoid", "softsign", "tanh")]
    public string? CandidateFunction { get; set; }

    /// <summary>The function of the memory on its way out; the cell's own where null.</summary>
    [Description("The function of the memory on its way out (default: the cell's own)."), AllowedValues("hard-sigmoid", "identity", "relu", "sigmoid", "softsign", "tanh")]
    public string? OutputFunction { get; set; }

    /// <summary>Width that the output is projected to; 0 for no projection.</summary>
    [Description("Width that the output is projected to; 0 for no projection (default)."), Range(0, 65536)]
    public int Projection { get; set; }

    /// <summary>Whether each gate's pre-activations are normalised over the units.</summary>
    [Description("Whether each gate's pre-activations are normalised over the units (default false).")]
    public bool LayerNormalization { get; set; }

    /// <summary>Share of the outputs that in training stay what they were.</summary>
    [Description("Share of the outputs that in training stay what they were (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double OutputZoneout { get; set; }

    /// <summary>Share of the other states that in training stay what they were.</summary>
    [Description("Share of the other states that in training stay what they were (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double MemoryZoneout { get; set; }

    /// <summary>Share of the outputs that in training are not fed back, alike at all steps.</summary>
    [Description("Share of the outputs that in training are not fed back, alike at all steps (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double RecurrentDropout { get; set; }

    /// <summary>Share of the recurrent weights that in training are left out for a pass.</summary>
    [Description("Share of the recurrent weights that in training are left out for a pass (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double WeightDrop { get; set; }
}
