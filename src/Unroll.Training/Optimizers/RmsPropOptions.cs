using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>RMSprop (Hinton, lecture 6e, 2012; centred form: Graves 2013); PyTorch's formula and defaults.</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the squared gradients, for each update; from 0 to below 1.</summary>
    public double Alpha { get; init => field = OptionRange.BelowOne(value); } = 0.99;

    /// <summary>Added to the root of the mean square, in the unit of a gradient; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-8;

    /// <summary>Share of the last step that is kept; from 0 (none) to below 1.</summary>
    public double Momentum { get; init => field = OptionRange.BelowOne(value); }

    /// <summary>Whether the square of the mean gradient is taken off the mean square, which leaves the variance.</summary>
    public bool Centred { get; init; }

    /// <summary>Coupled weight decay: this times the value is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, RmsPropOptions, RmsPropRule<T>>(this, parameters, team, width);
}
