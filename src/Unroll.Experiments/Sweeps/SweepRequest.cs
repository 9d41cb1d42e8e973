using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps;

/// <summary>What is asked of a search, beside the recipe.</summary>
public sealed record SweepRequest
{
    /// <summary>Paths and values to try; each takes the place of the same path in the recipe's sweep block, or comes beside it.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>Points to draw at random, from 1; null, the default, for every combination.</summary>
    public int? Random { get; init; }

    /// <summary>Seeds of each point, from 1: the recipe's own and those that follow it. Null, the default: one, or those that the sweep block lists under <c>train.seed</c>.</summary>
    public int? Seeds { get; init; }

    /// <summary>Successive halving; null, the default, for whole runs of all points.</summary>
    public HalvingOptions? Halving { get; init; }

    /// <summary>The metric to choose by; null, the default, for what the recipe expects, on validation data where it has them.</summary>
    public string? Metric { get; init; }

    /// <summary>Whether a larger one is better; null, the default, for what the recipe's expectation or the metric's name says.</summary>
    public bool? LargerIsBetter { get; init; }

    /// <summary>What stands for the seeds of a point. Default the median.</summary>
    public SweepStatistic Statistic { get; init; }
}
