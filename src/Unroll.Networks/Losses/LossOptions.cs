using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>The settings of a loss, each with its range and default; a value out of range is refused when it is set. By name: <see cref="LossCatalog"/>.</summary>
public abstract record LossOptions
{
    /// <summary>How the losses of single targets become the number that is minimised; the mean where not set.</summary>
    public LossReduction Reduction { get; init => field = LossRange.Defined(value); } = LossReduction.Mean;

    /// <summary>Makes the loss.</summary>
    /// <param name="width">Lane width; null for the widest there is. The bits do not depend on it.</param>
    public abstract ILoss<T> Create<T>(LaneWidth? width = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
