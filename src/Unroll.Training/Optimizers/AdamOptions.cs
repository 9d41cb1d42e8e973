using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015) with bias correction; PyTorch's formula and the paper's defaults.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the gradients, for each update; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.BelowOne(value); } = 0.9;

    /// <summary>Decay of the mean of their squares, for each update; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = OptionRange.BelowOne(value); } = 0.999;

    /// <summary>Added to the root of the mean square, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-8;

    /// <summary>Coupled weight decay: this times the value is added to the gradient; at least 0. For the decoupled kind see <see cref="AdamWOptions"/>.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Whether steps are divided by the root of the largest mean square so far (AMSGrad; Reddi, Kale and Kumar 2018). Default false.</summary>
    public bool LargestSquare { get; init; }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, AdamSettings, AdamRule<T>>(new AdamSettings(Beta1, Beta2, Epsilon, WeightDecay, 0, LargestSquare), parameters, team, width);
}
