using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Squared error: (output − target)², derivative 2 (output − target). The mean is over all numbers that have a target, as in PyTorch's <c>MSELoss</c>.</summary>
/// <remarks>Targets are finite.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class SquaredError<T> : ValueLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A loss of these settings.</summary>
    /// <param name="options">The settings; defaults where not given.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public SquaredError(SquaredErrorOptions? options = null, LaneWidth? width = null)
        : base(new PointwiseLoss<T, SquaredRule<T>>(default, (options ?? new SquaredErrorOptions()).Reduction, width))
    {
    }
}

/// <summary>d², 2d with d = output − target.</summary>
readonly struct SquaredRule<T> : IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>
    {
        var d = output - target;
        slope = d + d;
        return d * d;
    }
}
