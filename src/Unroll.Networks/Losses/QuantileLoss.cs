using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>The pinball loss of one or several quantiles τ: τ d where d = target − output is above 0, else (τ − 1) d; derivative −τ or 1 − τ, and 0 at the target itself.</summary>
/// <remarks>
/// With Q quantiles the outputs are Q times as wide as the targets: output v · Q + q is quantile q of value v. The mean is over all outputs that have a target.
/// Targets are finite.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class QuantileLoss<T> : ValueLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A loss of these settings.</summary>
    /// <param name="options">The settings; defaults where not given.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public QuantileLoss(QuantileOptions? options = null, LaneWidth? width = null)
        : base(new PointwiseLoss<T, QuantileRule<T>>(default, (options ??= new QuantileOptions()).Reduction, width)
        {
            Parameters = [.. options.Quantiles],
            RepeatsParameters = true,
            OutputsPerValue = options.Quantiles.Count,
        })
    {
    }
}

/// <summary>The parameter is τ.</summary>
readonly struct QuantileRule<T> : IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>
    {
        L d = target - output, above = L.One - parameter;
        slope = L.SelectLess(L.Zero, d, -parameter, L.SelectLess(d, L.Zero, above, d));   // neither above nor below: 0 or NaN
        return L.SelectLess(d, L.Zero, -(above * d), parameter * d);
    }
}
