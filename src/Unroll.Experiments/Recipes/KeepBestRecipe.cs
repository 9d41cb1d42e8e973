using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>
/// Keeps the weights that measured best on the validation data as <c>checkpoints/best.safetensors</c>; they are looked at at every <see cref="TrainRecipe.EvaluateEvery"/> and at the end. A finished run is measured with
/// them, and <c>unroll evaluate</c>, <c>generate</c> and <c>score</c> use them.
/// </summary>
public sealed record KeepBestRecipe
{
    /// <summary>The metric of the validation data, for example <c>validation.natsPerCharacter</c>.</summary>
    [Description("The metric of the validation data that is to be best, for example validation.natsPerCharacter."), Required]
    public string Metric { get; set; } = "";

    /// <summary>Which value is best: <c>lowest</c> (default) or <c>highest</c>; of equals, the first.</summary>
    [Description("Which value is best (default lowest); of equals, the first."), AllowedValues("highest", "lowest")]
    public string? Best { get; set; }

    /// <summary>Ends the run after so many measures in a row without a better one; null: never.</summary>
    [Description("End the run after so many measures in a row without a better one (default: never)."), Range(1, 1_000_000)]
    public int? Patience { get; set; }
}
