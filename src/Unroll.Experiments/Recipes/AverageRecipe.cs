using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>
/// A moving average of the weights, kept beside them. Test data are measured with it, while training and after, and by <c>unroll evaluate</c>; training itself goes on from the plain weights and is
/// the same to the bit. A checkpoint holds both: the plain weights by their names, to go on from, and the average as <c>average.NAME</c>.
/// </summary>
public sealed record AverageRecipe
{
    /// <summary>Share of the average that is kept at each step: it looks back over about 1 / (1 − decay) steps. Default 0.999.</summary>
    [Description("Share of the average that is kept at each step: it looks back over about 1 / (1 - decay) steps (default 0.999)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Decay { get; set; } = 0.999;

    /// <summary>Correct the start for its bias: the average is the weighted mean of exactly the steps so far. Default true.</summary>
    [Description("Correct the start for its bias: the average is the weighted mean of exactly the steps so far (default true).")]
    public bool WarmUp { get; set; } = true;
}
