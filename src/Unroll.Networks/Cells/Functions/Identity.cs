using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>x; slope 1.</summary>
readonly struct Identity : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum)
        where L : struct, ILane<L, T> => sum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value)
        where L : struct, ILane<L, T> => L.One;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T> => gradient;
}
