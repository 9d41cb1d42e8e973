using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>Adadelta (Zeiler 2012); PyTorch's formula and defaults. Its usual learning rate is 1.</summary>
public sealed record AdadeltaOptions : OptimizerOptions
{
    /// <summary>Decay of the mean squares of gradients and of steps, for each update; from 0 to 1.</summary>
    public double Rho { get; init => field = OptionRange.UpToOne(value); } = 0.9;

    /// <summary>Added to the mean squares before their roots are taken; at least 0.</summary>
    public double Epsilon { get; init => field = OptionRange.NotNegative(value); } = 1e-6;

    /// <summary>Coupled weight decay: this times the value is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; init => field = OptionRange.NotNegative(value); }

    /// <inheritdoc/>
    public override IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null) =>
        new RuleOptimizer<T, AdadeltaOptions, AdadeltaRule<T>>(this, parameters, team, width);
}
