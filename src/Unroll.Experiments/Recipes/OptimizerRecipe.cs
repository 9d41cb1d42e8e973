using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>An optimizer and its constants. A constant left out has the default of its kind.</summary>
public sealed record OptimizerRecipe
{
    /// <summary><c>adadelta</c>, <c>adagrad</c>, <c>adam</c>, <c>adamw</c>, <c>rmsprop</c> or <c>sgd</c>.</summary>
    [Description("Kind of optimizer."), AllowedValues("adadelta", "adagrad", "adam", "adamw", "rmsprop", "sgd")]
    public string Kind { get; set; } = "adam";

    /// <summary>Base learning rate, over 0 to 1,000.</summary>
    [Description("Base learning rate."), Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rate { get; set; } = 0.001;

    /// <summary>SGD, RMSprop: share of the last step that is kept. Default 0.</summary>
    [Description("sgd, rmsprop: share of the last step that is kept (default 0)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Momentum { get; set; }

    /// <summary>SGD: Nesterov's form of momentum. Default false.</summary>
    [Description("sgd: Nesterov's form of momentum (default false).")]
    public bool? Nesterov { get; set; }

    /// <summary>Adam, AdamW: decay of the mean gradient. Default 0.9.</summary>
    [Description("adam, adamw: decay of the mean gradient (default 0.9)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>Adam, AdamW: decay of the mean squared gradient. Default 0.999.</summary>
    [Description("adam, adamw: decay of the mean squared gradient (default 0.999)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>RMSprop, Adadelta: decay of the mean squares. Default 0.99 and 0.9.</summary>
    [Description("rmsprop, adadelta: decay of the mean squares (defaults 0.99 and 0.9)."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Decay { get; set; }

    /// <summary>All but SGD: added so that nothing is divided by 0. Default that of the kind.</summary>
    [Description("all but sgd: added so that nothing is divided by 0."), Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Epsilon { get; set; }

    /// <summary>Weight decay: decoupled in AdamW (default 0.01), added to the gradient elsewhere (default 0).</summary>
    [Description("Weight decay: decoupled in adamw (default 0.01), added to the gradient elsewhere (default 0)."), Range(0.0, 1.0)]
    public double? WeightDecay { get; set; }
}
