using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>A function that a sum is put through, and its slope told by its value: backward passes keep values, not sums.</summary>
interface IFunction
{
    /// <summary>The function.</summary>
    static abstract L Value<L, T>(L sum)
        where L : struct, ILane<L, T>;

    /// <summary>The slope where the function has this value; 0 at a kink.</summary>
    static abstract L Slope<L, T>(L value)
        where L : struct, ILane<L, T>;

    /// <summary>The sum's gradient from the value's: <paramref name="gradient"/> times the slope.</summary>
    static abstract L Back<L, T>(L gradient, L value)
        where L : struct, ILane<L, T>;
}
