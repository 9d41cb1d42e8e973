using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>x / (1 + |x|); slope (1 − |y|)².</summary>
readonly struct Softsign : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum)
        where L : struct, ILane<L, T> => sum / (L.One + L.Abs(sum));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value)
        where L : struct, ILane<L, T> => (L.One - L.Abs(value)) * (L.One - L.Abs(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T> => gradient * Slope<L, T>(value);
}
