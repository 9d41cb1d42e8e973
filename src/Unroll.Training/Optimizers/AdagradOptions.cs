using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011); PyTorch's formula and defaults.</summary>
public sealed record AdagradOptions : OptimizerOptions
{
    /// <summary>The rate of update t (from 0) is divided by 1 + t times this; at least 0.</summary>
    public double RateDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>What the sum of squared gradients starts from; at least 0.</summary>
    public double InitialAccumulator { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Added to the root of the sum of squares, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-10;

    /// <summary>Coupled weight decay: this times the value is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, AdagradOptions, AdagradRule<T>>(this, parameters, team, width, InitialAccumulator);
}
