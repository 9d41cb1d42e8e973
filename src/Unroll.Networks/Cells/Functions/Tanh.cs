using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>The hyperbolic tangent; slope 1 − y².</summary>
readonly struct Tanh : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum)
        where L : struct, ILane<L, T> => L.Tanh(sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value)
        where L : struct, ILane<L, T> => L.One - value * value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T> => gradient * (L.One - value * value);
}
