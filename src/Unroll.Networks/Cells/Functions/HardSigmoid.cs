using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>max(0, min(1, α x + β)), α above 0; slope α where 0 &lt; y &lt; 1, else 0. Not an <see cref="IFunction"/>: it has numbers of its own.</summary>
static class HardSigmoid
{
    /// <summary>The function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Value<L, T>(L sum, Activation numbers)
        where L : struct, ILane<L, T> =>
        L.Max(L.Min(L.MultiplyAdd(L.Constant(numbers.Alpha), sum, L.Constant(numbers.Beta)), L.One), L.Zero);

    /// <summary>The slope where the function has this value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Slope<L, T>(L value, Activation numbers)
        where L : struct, ILane<L, T> => L.Constant(numbers.Alpha) * L.Positive(value * (L.One - value));
}
