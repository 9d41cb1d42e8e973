using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>The objective: softmax cross-entropy, and how the losses of a batch's targets become one number.</summary>
public sealed record LossRecipe
{
    /// <summary><c>sum</c> over steps and sequences, or <c>mean</c> over targets.</summary>
    [Description("How the losses of a batch's targets become one number."), AllowedValues("mean", "sum")]
    public string Reduction { get; set; } = "mean";
}
