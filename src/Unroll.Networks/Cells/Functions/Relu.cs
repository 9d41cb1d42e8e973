using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>max(0, x); slope 1 where y &gt; 0, else 0.</summary>
readonly struct Relu : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum)
        where L : struct, ILane<L, T> => L.Max(sum, L.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value)
        where L : struct, ILane<L, T> => L.Positive(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T> => gradient * L.Positive(value);
}
