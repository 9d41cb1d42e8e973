using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019); PyTorch's formula and defaults.</summary>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the gradients, for each update; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.BelowOne(value); } = 0.9;

    /// <summary>Decay of the mean of their squares, for each update; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = OptionRange.BelowOne(value); } = 0.999;

    /// <summary>Added to the root of the mean square, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-8;

    /// <summary>Decoupled weight decay: each update first multiplies the values by 1 − rate · this; at least 0.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); } = 0.01;

    /// <summary>Whether steps are divided by the root of the largest mean square so far (AMSGrad; Reddi, Kale and Kumar 2018). Default false.</summary>
    public bool LargestSquare { get; init; }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, AdamSettings, AdamRule<T>>(new AdamSettings(Beta1, Beta2, Epsilon, 0, WeightDecay, LargestSquare), parameters, team, width);
}
