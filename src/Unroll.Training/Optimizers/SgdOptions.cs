using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's (1983, in the form of Sutskever et al. 2013); PyTorch's formulas.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Share of the last step that is kept; from 0 (none) to below 1.</summary>
    public double Momentum { get; init => field = OptionRange.BelowOne(value); }

    /// <summary>Share of the gradient that momentum leaves out, from the second update on; from 0 (none) to 1. Not with Nesterov.</summary>
    public double Dampening { get; init => field = OptionRange.UpToOne(value); }

    /// <summary>Whether the gradient is followed from where momentum will carry the parameters; needs momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Weight decay, at least 0: this times the value is added to the gradient, or decoupled.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Whether <see cref="WeightDecay"/> is decoupled: each update first multiplies the values by 1 − rate · decay (SGDW; Loshchilov and Hutter 2019). Default false.</summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        Nesterov && Momentum == 0 ? throw new ArgumentException("SGD with Nesterov needs a Momentum above 0; set one (0.9 is usual) or leave Nesterov out.")
            : Nesterov && Dampening > 0 ? throw new ArgumentException("SGD with Nesterov takes no Dampening; leave one of the two out.")
            : new RuleOptimizer<T, SgdOptions, SgdRule<T>>(this, parameters, team, width);
}
