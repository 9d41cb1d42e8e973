using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>
/// When a run may end before its last step, with any curriculum at its end: either the loss of one target stays under a limit for some steps, or a metric stays within a bound
/// for some evaluations: of the validation data where the task has them, else of the test data.
/// </summary>
public sealed record StopRecipe
{
    /// <summary>The mean loss of a target must be under this, in nats. Either this or <see cref="Metric"/>.</summary>
    [Description("The mean loss of a target must be under this, in nats; either this or metric."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double? LossPerTarget { get; set; }

    /// <summary>A metric of the validation data, for example <c>validation.accuracy</c> (of the test data where the task has no others), looked at at every <see cref="TrainRecipe.EvaluateEvery"/>.</summary>
    [Description("A metric of the validation data (of the test data where the task has no others), looked at whenever they are measured.")]
    public string? Metric { get; set; }

    /// <summary>The metric must be this or more.</summary>
    [Description("The metric must be this or more.")]
    public double? AtLeast { get; set; }

    /// <summary>The metric must be this or less.</summary>
    [Description("The metric must be this or less.")]
    public double? AtMost { get; set; }

    /// <summary>The metric must have changed by less than this since it was measured before.</summary>
    [Description("The metric must have changed by less than this since it was measured before."), Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? ChangeUnder { get; set; }

    /// <summary>For so many steps in a row; of a metric, so many evaluations (then 1 is usual).</summary>
    [Description("For so many steps, or evaluations of the metric, in a row (default 10 steps, 1 evaluation)."), Range(1, 1_000_000)]
    public int? Steps { get; set; }

    /// <summary>How often in a row it must hold.</summary>
    internal int Times => Steps ?? (Metric is null ? 10 : 1);
}
