using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>1 / (1 + e^-x); slope y (1 − y).</summary>
readonly struct Sigmoid : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum)
        where L : struct, ILane<L, T> => L.Sigmoid(sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value)
        where L : struct, ILane<L, T> => value * (L.One - value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T> => gradient * value * (L.One - value);
}
