using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>A stack of recurrent layers with a dense layer on top.</summary>
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

    /// <summary>How the weights start.</summary>
    [Description("How the weights start.")]
    public InitializationRecipe Initialization { get; set; } = new();
}
