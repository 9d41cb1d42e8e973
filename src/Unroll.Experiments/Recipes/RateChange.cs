using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>One piece of a piecewise constant learning rate.</summary>
public sealed record RateChange
{
    /// <summary>First epoch (or step) with this rate, counted from 0.</summary>
    [Description("First epoch (or step) with this rate, counted from 0."), Range(0, 1_000_000_000)]
    public int From { get; set; }

    /// <summary>The rate.</summary>
    [Description("The rate."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rate { get; set; }
}
