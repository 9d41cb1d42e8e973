using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Adam with Nesterov momentum (Dozat 2016); PyTorch's formula and defaults. Its usual learning rate is 0.002.</summary>
public sealed record NAdamOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the gradients, for each update; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.BelowOne(value); } = 0.9;

    /// <summary>Decay of the mean of their squares, for each update; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = OptionRange.BelowOne(value); } = 0.999;

    /// <summary>Added to the root of the mean square, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-8;

    /// <summary>How fast momentum grows from half of <see cref="Beta1"/> to all of it: ψ in μ = β₁ (1 − 0.96^(t ψ) / 2); at least 0.</summary>
    public double MomentumDecay { get; init => field = OptionRange.NotNegative(value); } = 0.004;

    /// <summary>Weight decay, at least 0: this times the value is added to the gradient, or decoupled.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Whether <see cref="WeightDecay"/> is decoupled: each update first multiplies the values by 1 − rate · decay. Default false.</summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, NAdamOptions, NAdamRule<T>>(this, parameters, team, width);
}
