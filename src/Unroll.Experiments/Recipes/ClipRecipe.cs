using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>A limit on the gradient: by its norm over all parameters, or number by number.</summary>
public sealed record ClipRecipe
{
    /// <summary>Largest 2-norm of the whole gradient.</summary>
    [Description("Largest 2-norm of the whole gradient."), Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? Norm { get; set; }

    /// <summary>Largest magnitude of each number of the gradient.</summary>
    [Description("Largest magnitude of each number of the gradient."), Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? Value { get; set; }
}
