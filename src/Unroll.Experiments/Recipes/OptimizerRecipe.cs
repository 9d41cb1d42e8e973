using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>An optimizer and its constants. A constant left out has the default of its kind.</summary>
public sealed record OptimizerRecipe
{
    /// <summary><c>sgd</c>, <c>adam</c> or <c>adamw</c>.</summary>
    [Description("Kind of optimizer."), AllowedValues("adam", "adamw", "sgd")]
    public string Kind { get; set; } = "adam";

    /// <summary>Base learning rate, over 0 to 1,000.</summary>
    [Description("Base learning rate."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rate { get; set; } = 0.001;

    /// <summary>SGD: share of the last update that is kept, from 0 to under 1. Default 0.</summary>
    [Description("sgd: share of the last update that is kept (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Momentum { get; set; }

    /// <summary>SGD: Nesterov's form of momentum. Default false.</summary>
    [Description("sgd: Nesterov's form of momentum (default false).")]
    public bool? Nesterov { get; set; }

    /// <summary>Adam: decay of the mean gradient. Default 0.9.</summary>
    [Description("adam, adamw: decay of the mean gradient (default 0.9)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>Adam: decay of the mean squared gradient. Default 0.999.</summary>
    [Description("adam, adamw: decay of the mean squared gradient (default 0.999)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>Adam: added to the root. Default 1e-8.</summary>
    [Description("adam, adamw: added to the root (default 1e-8)."), Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Epsilon { get; set; }

    /// <summary>AdamW: share of each weight removed by an update, times the rate. Default 0.01.</summary>
    [Description("adamw: weight decay (default 0.01)."), Range(0.0, 1.0)]
    public double? WeightDecay { get; set; }
}
