using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>
/// Lion (Chen et al. 2023, algorithm 2): every parameter moves by the rate, up or down. Its usual rate is 3 to 10 times smaller than Adam's, and its weight decay as much larger.
/// </summary>
public sealed record LionOptions : OptimizerOptions
{
    /// <summary>Share of the mean gradient in the direction of a step, the rest being the gradient's; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.BelowOne(value); } = 0.9;

    /// <summary>Decay of the mean of the gradients, for each update; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = OptionRange.BelowOne(value); } = 0.99;

    /// <summary>Decoupled weight decay: each update first multiplies the values by 1 − rate · this; at least 0.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, LionOptions, LionRule<T>>(this, parameters, team, width);
}
