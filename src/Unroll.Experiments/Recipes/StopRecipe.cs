using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>When a run may end before its last step: the loss of one target stays under a limit for some steps, with any curriculum at its end.</summary>
public sealed record StopRecipe
{
    /// <summary>The mean loss of a target must be under this, in nats.</summary>
    [Description("The mean loss of a target must be under this, in nats."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double LossPerTarget { get; set; } = 0.001;

    /// <summary>For so many steps in a row.</summary>
    [Description("For so many steps in a row."), Range(1, 1_000_000)]
    public int Steps { get; set; } = 10;
}
