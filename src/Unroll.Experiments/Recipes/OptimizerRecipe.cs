using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>An optimizer and its constants. A constant left out has the default of its kind.</summary>
public sealed record OptimizerRecipe
{
    /// <summary><c>adadelta</c>, <c>adagrad</c>, <c>adam</c>, <c>adamw</c>, <c>lion</c>, <c>nadam</c>, <c>radam</c>, <c>rmsprop</c> or <c>sgd</c>.</summary>
    [Description("Kind of optimizer."), AllowedValues("adadelta", "adagrad", "adam", "adamw", "lion", "nadam", "radam", "rmsprop", "sgd")]
    public string Kind { get; set; } = "adam";

    /// <summary>Base learning rate, over 0 to 1,000.</summary>
    [Description("Base learning rate."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rate { get; set; } = 0.001;

    /// <summary>SGD, RMSprop: share of the last step that is kept. Default 0.</summary>
    [Description("sgd, rmsprop: share of the last step that is kept (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Momentum { get; set; }

    /// <summary>SGD: share of the gradient that momentum leaves out. Default 0.</summary>
    [Description("sgd: share of the gradient that momentum leaves out (default 0)."), Range(0.0, 1.0)]
    public double? Dampening { get; set; }

    /// <summary>SGD: Nesterov's form of momentum. Default false.</summary>
    [Description("sgd: Nesterov's form of momentum (default false).")]
    public bool? Nesterov { get; set; }

    /// <summary>Adam and its kin, Lion: decay of the mean gradient; in Lion its share in a step. Default 0.9.</summary>
    [Description("adam, adamw, nadam, radam: decay of the mean gradient; lion: its share in a step (default 0.9)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>Adam and its kin: decay of the mean squared gradient, default 0.999. Lion: decay of the mean gradient, default 0.99.</summary>
    [Description("adam, adamw, nadam, radam: decay of the mean squared gradient (default 0.999); lion: decay of the mean gradient (default 0.99)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>Adam, AdamW: divide by the root of the largest mean square so far (AMSGrad). Default false.</summary>
    [Description("adam, adamw: divide by the root of the largest mean square so far, as AMSGrad does (default false).")]
    public bool? LargestSquare { get; set; }

    /// <summary>NAdam: how fast momentum grows to all of beta1. Default 0.004.</summary>
    [Description("nadam: how fast momentum grows to all of beta1 (default 0.004)."), Range(0.0, 1.0)]
    public double? MomentumDecay { get; set; }

    /// <summary>RMSprop: take the square of the mean gradient off the mean square. Default false.</summary>
    [Description("rmsprop: take the square of the mean gradient off the mean square (default false).")]
    public bool? Centred { get; set; }

    /// <summary>Adagrad: the rate of update t, from 0, is divided by 1 + t times this. Default 0.</summary>
    [Description("adagrad: the rate of update t, from 0, is divided by 1 + t times this (default 0)."), Range(0.0, 1000.0)]
    public double? RateDecay { get; set; }

    /// <summary>Adagrad: what the sum of squared gradients starts from. Default 0.</summary>
    [Description("adagrad: what the sum of squared gradients starts from (default 0)."), Range(0.0, 1e12)]
    public double? InitialAccumulator { get; set; }

    /// <summary>RMSprop, Adadelta: decay of the mean squares. Default 0.99 and 0.9.</summary>
    [Description("rmsprop, adadelta: decay of the mean squares (defaults 0.99 and 0.9)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Decay { get; set; }

    /// <summary>All but SGD and Lion: added so that nothing is divided by 0. Default that of the kind.</summary>
    [Description("all but sgd and lion: added so that nothing is divided by 0."), Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Epsilon { get; set; }

    /// <summary>Weight decay: decoupled in AdamW (default 0.01) and Lion (default 0), elsewhere added to the gradient (default 0) unless <see cref="DecoupledDecay"/> says otherwise.</summary>
    [Description("Weight decay: decoupled in adamw (default 0.01) and lion (default 0), added to the gradient elsewhere (default 0)."), Range(0.0, 1.0)]
    public double? WeightDecay { get; set; }

    /// <summary>SGD, NAdam, RAdam: shrink the weights themselves by rate times weight decay, rather than adding to the gradient. Default false.</summary>
    [Description("sgd, nadam, radam: shrink the weights themselves by rate times weight decay, rather than adding to the gradient (default false).")]
    public bool? DecoupledDecay { get; set; }
}
