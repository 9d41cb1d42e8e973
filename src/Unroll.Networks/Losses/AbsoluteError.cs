using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Absolute error: |output − target|, derivative its sign, 0 at the target itself. The mean is over all numbers that have a target, as in PyTorch's <c>L1Loss</c>.</summary>
/// <remarks>Targets are finite.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class AbsoluteError<T> : ValueLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A loss of these settings.</summary>
    /// <param name="options">The settings; defaults where not given.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public AbsoluteError(AbsoluteErrorOptions? options = null, LaneWidth? width = null)
        : base(new PointwiseLoss<T, AbsoluteRule<T>>(default, (options ?? new AbsoluteErrorOptions()).Reduction, width))
    {
    }
}

/// <summary>|d|, sign d with d = output − target.</summary>
readonly struct AbsoluteRule<T> : IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>
    {
        var d = output - target;
        slope = L.SelectLess(L.Zero, d, L.One, L.SelectLess(d, L.Zero, -L.One, d));   // neither above nor below: 0 or NaN
        return L.Abs(d);
    }
}
