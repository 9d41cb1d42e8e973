namespace Unroll.Numerics.Lanes;

/// <summary>
/// What <see cref="LaneMath"/> needs beside arithmetic to build exp, sigmoid and tanh: the same few operations at every width,
/// each with exactly one result, so that all widths give the same bits.
/// </summary>
public interface IVectorLane<L, T> : ILane<L, T>
    where L : struct, IVectorLane<L, T>
{
    /// <summary>The magnitude of the first with the sign bit of the second.</summary>
    static abstract L CopySign(L magnitude, L sign);

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    static abstract L SquareRoot(L value);

    /// <summary>Place by place: <c>left &lt; right ? whenLess : otherwise</c>. A NaN is never less.</summary>
    static abstract L SelectLess(L left, L right, L whenLess, L otherwise);

    /// <summary>The smaller of the value and a number; a NaN stays what it is. The limit is neither NaN nor zero.</summary>
    static abstract L AtMost(L value, L limit);

    /// <summary>The larger of the value and a number; a NaN stays what it is. The limit is neither NaN nor zero.</summary>
    static abstract L AtLeast(L value, L limit);

    /// <summary>
    /// <c>2^exponent</c>, exactly, for a whole number in the range of normal numbers: −126 to 127 for float, −1022 to 1023 for double.
    /// For a NaN the result has no meaning but is finite or NaN; what else went into it decides.
    /// </summary>
    static abstract L PowerOfTwo(L exponent);

    /// <summary>
    /// <c>value · 2^exponent</c> rounded once; overflow gives infinity. The value's magnitude is from ½ to 2, the exponent a whole number
    /// from −252 to 254 for float, −2044 to 2046 for double; outside of these, widths may differ.
    /// </summary>
    static abstract L Scale(L value, L exponent);
}
