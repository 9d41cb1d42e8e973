using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>The learning rate over a run. A value left out has the default of its kind.</summary>
public sealed record ScheduleRecipe
{
    /// <summary><c>constant</c>, <c>piecewise</c>, <c>cosine</c>, <c>exponential</c> or <c>plateau</c>.</summary>
    [Description("Kind of schedule."), AllowedValues("constant", "cosine", "exponential", "piecewise", "plateau")]
    public string Kind { get; set; } = "constant";

    /// <summary>Piecewise and exponential: what <see cref="RateChange.From"/> and <see cref="From"/> count, <c>epoch</c> or <c>step</c>. Default epoch.</summary>
    [Description("piecewise, exponential: what 'from' counts (default epoch)."), AllowedValues("epoch", "step")]
    public string? By { get; set; }

    /// <summary>Piecewise: the rates and where each begins; the first from 0.</summary>
    [Description("piecewise: the rates and where each begins; the first from 0.")]
    public IReadOnlyList<RateChange>? Rates { get; set; }

    /// <summary>Cosine: steps from the base rate down to <see cref="LowestRate"/>. Default: the whole run.</summary>
    [Description("cosine: steps down to the lowest rate (default: the whole run)."), Range(1, 1_000_000_000)]
    public int? Steps { get; set; }

    /// <summary>Cosine and plateau: the rate goes no lower. Default 0.</summary>
    [Description("cosine, plateau: the rate goes no lower (default 0)."), Range(0.0, 1000.0)]
    public double? LowestRate { get; set; }

    /// <summary>Exponential: the first epoch (or step), from 0, whose rate is lower than the one before. Default 1.</summary>
    [Description("exponential: the first epoch (or step), from 0, whose rate is lower than the one before (default 1)."), Range(1, 1_000_000_000)]
    public int? From { get; set; }

    /// <summary>Plateau: the rate is multiplied by this. Default 0.1. Exponential: so it is in every epoch (or step) from <see cref="From"/> on; must be given.</summary>
    [Description("plateau: the rate is multiplied by this (default 0.1); exponential: so it is in every epoch or step from 'from' on (must be given)."), Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Factor { get; set; }

    /// <summary>Plateau: looks at the loss that may pass without a better one before the rate falls. Default 10.</summary>
    [Description("plateau: looks at the loss that may pass without a better one before the rate falls (default 10)."), Range(0, 1_000_000_000)]
    public int? Patience { get; set; }

    /// <summary>Plateau: how much better counts, as a part of the best so far. Default 0.0001.</summary>
    [Description("plateau: how much better counts, as a part of the best so far (default 0.0001)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Threshold { get; set; }

    /// <summary>Plateau: steps whose mean loss is one look. Default: an epoch; 100 where the data never end.</summary>
    [Description("plateau: steps whose mean loss is one look (default: an epoch; 100 where the data never end)."), Range(1, 1_000_000_000)]
    public int? StepsPerLook { get; set; }

    /// <summary>Any kind: steps over which the rate first grows in equal parts. Default 0.</summary>
    [Description("Any kind: steps over which the rate first grows in equal parts (default 0)."), Range(0, 1_000_000_000)]
    public int WarmUpSteps { get; set; }
}
