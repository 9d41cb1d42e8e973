using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>One layer of a network that is given layer by layer. What a recurrent kind leaves out, it has from the model.</summary>
public sealed record LayerRecipe
{
    /// <summary>Kind of layer. <c>reversed</c> walks from a sequence's end to its start, <c>residual</c> adds a recurrent layer's output to its input, <c>pool</c> makes one step of a sequence.</summary>
    [Description("Kind of layer."), Required, AllowedValues("bidirectional", "dropout", "embedding", "normalization", "pool", "recurrent", "residual", "reversed")]
    public string Kind { get; set; } = "";

    /// <summary>Recurrent kinds: name of the cell; the model's where null.</summary>
    [Description("recurrent kinds: name of the cell (default: the model's).")]
    public string? Cell { get; set; }

    /// <summary>Recurrent kinds but residual: hidden units, of each direction; the model's where null.</summary>
    [Description("recurrent, bidirectional, reversed: hidden units, of each direction (default: the model's)."), Range(1, 65536)]
    public int? Hidden { get; set; }

    /// <summary>Recurrent kinds: choices; the model's where null.</summary>
    [Description("recurrent kinds: choices (default: the model's).")]
    public RecurrentRecipe? Options { get; set; }

    /// <summary>Bidirectional: what is made of the two outputs. Default concatenate.</summary>
    [Description("bidirectional: what is made of the two outputs (default concatenate)."), AllowedValues("concatenate", "mean", "sum")]
    public string? Merge { get; set; }

    /// <summary>Embedding: numbers for each symbol; the model's hidden units where null.</summary>
    [Description("embedding: numbers for each symbol (default: the model's hidden units)."), Range(1, 65536)]
    public int? Width { get; set; }

    /// <summary>Dropout: share of the numbers; embedding: share of the symbols. Default 0.</summary>
    [Description("dropout: share of the numbers; embedding: share of the symbols (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Share { get; set; }

    /// <summary>Dropout: whether a sequence loses the same numbers at all of its steps. Default false.</summary>
    [Description("dropout: whether a sequence loses the same numbers at all of its steps (default false).")]
    public bool? AlikeAtAllSteps { get; set; }

    /// <summary>Pool: what stands for the sequence. Default last.</summary>
    [Description("pool: what stands for the sequence (default last)."), AllowedValues("last", "max", "mean")]
    public string? Pooling { get; set; }
}
