using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>A stack of recurrent layers, or of the layers that are named one by one, with a dense layer on top.</summary>
public sealed record ModelRecipe
{
    /// <summary>Name of the cell in the cell catalog.</summary>
    [Description("Name of the cell.")]
    public string Cell { get; set; } = "lstm";

    /// <summary>Hidden units of each recurrent layer: 1 to 65,536.</summary>
    [Description("Hidden units of each recurrent layer."), Range(1, 65536)]
    public int Hidden { get; set; } = 100;

    /// <summary>Recurrent layers: 1 to 64.</summary>
    [Description("Recurrent layers."), Range(1, 64)]
    public int Layers { get; set; } = 1;

    /// <summary><c>float</c> (32 bits) or <c>double</c> (64 bits).</summary>
    [Description("Numbers of 32 bits (float) or 64 bits (double)."), AllowedValues("double", "float")]
    public string Precision { get; set; } = "float";

    /// <summary>Choices of every recurrent layer; the defaults where null.</summary>
    [Description("Choices of every recurrent layer.")]
    public RecurrentRecipe? Options { get; set; }

    /// <summary>The layers below the dense one, first layer first; where null, <see cref="Layers"/> recurrent ones.</summary>
    [Description("The layers below the dense one, first layer first, in place of 'layers' recurrent ones.")]
    public IReadOnlyList<LayerRecipe>? Network { get; set; }

    /// <summary>
    /// What stands on top: a dense layer (default); one that is <c>tied</c> to the embedding at the bottom, whose table it reads with, so that both learn the same numbers; or nothing, so that the last layer, as wide
    /// as the task's targets, writes the answer itself.
    /// </summary>
    [Description("What stands on top: a dense layer (default); one tied to the embedding's table; or nothing: the last layer writes the answer."), AllowedValues("dense", "none", "tied")]
    public string? Output { get; set; }

    /// <summary>Whether the dense layer on top has a bias. Default true.</summary>
    [Description("Whether the dense layer on top has a bias (default true).")]
    public bool? OutputBias { get; set; }

    /// <summary>How the weights start.</summary>
    [Description("How the weights start.")]
    public InitializationRecipe Initialization { get; set; } = new();
}
