using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Rectified Adam (Liu et al. 2020): plain momentum until the mean square has been seen long enough to be trusted; PyTorch's formula and defaults.</summary>
public sealed record RAdamOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the gradients, for each update; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.BelowOne(value); } = 0.9;

    /// <summary>Decay of the mean of their squares, for each update; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = OptionRange.BelowOne(value); } = 0.999;

    /// <summary>Added to the root of the mean square, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-8;

    /// <summary>Weight decay, at least 0: this times the value is added to the gradient, or decoupled.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Whether <see cref="WeightDecay"/> is decoupled: each update first multiplies the values by 1 − rate · decay. Default false.</summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, RAdamOptions, RAdamRule<T>>(this, parameters, team, width);
}
