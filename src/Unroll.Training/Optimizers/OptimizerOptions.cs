using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>The settings of an optimizer, each with its range and default; a value out of range is refused when it is set. The learning rate is the schedule's.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Takes the optimizer's state, all zero (or as the options say), for a network's parameters.</summary>
    /// <param name="parameters">The parameters that it will update.</param>
    /// <param name="team">Threads for large updates; null for the caller's alone. The bits do not depend on it.</param>
    /// <param name="width">Lane width; null for the widest there is. The bits do not depend on it.</param>
    /// <exception cref="System.ArgumentException">The settings do not go together; the message says which.</exception>
    public abstract IOptimizer<T> Create<T>(Parameters<T> parameters, WorkerTeam? team = null, LaneWidth? width = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
