using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>The objective: which loss, and how the losses of a batch's targets become one number.</summary>
public sealed record LossRecipe
{
    /// <summary>Name of the loss in the loss catalog; where null, the cross-entropy for classes and the squared error for values.</summary>
    [Description("Name of the loss (default: crossEntropy for classes, squaredError for values).")]
    public string? Kind { get; set; }

    /// <summary><c>sum</c> over steps and sequences, or <c>mean</c> over targets.</summary>
    [Description("How the losses of a batch's targets become one number."), AllowedValues("mean", "sum")]
    public string Reduction { get; set; } = "mean";
}
