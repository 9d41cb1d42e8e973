namespace Unroll.Numerics.Lanes;

/// <summary>
/// What <see cref="LaneMath"/> needs beside arithmetic to build exp, sigmoid and tanh: the same few operations at every width,
/// each with exactly one result, so that all widths give the same bits.
/// </summary>
public interface IVectorLane<L, T> : ILane<L, T>
    where L : struct, IVectorLane<L, T>
{
    /// <summary>The magnitude: the value without its sign bit.</summary>
    static abstract L Abs(L value);

    /// <summary>The magnitude of the first with the sign bit of the second.</summary>
    static abstract L CopySign(L magnitude, L sign);

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    static abstract L SquareRoot(L value);

    /// <summary>Place by place: <c>left &lt; right ? whenLess : otherwise</c>. A NaN is never less.</summary>
    static abstract L SelectLess(L left, L right, L whenLess, L otherwise);

    /// <summary><c>value · 2^exponent</c> rounded once, for a whole-number exponent between twice the least and twice the largest of the type.</summary>
    static abstract L Scale(L value, L exponent);
}
