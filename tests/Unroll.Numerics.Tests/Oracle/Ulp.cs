using System;

namespace Unroll.Numerics.Tests.Oracle;

/// <summary>How many representable numbers apart two results are. Two NaNs are 0 apart, a NaN and a number as far as can be.</summary>
static class Ulp
{
    public static long Between(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right))
            return double.IsNaN(left) && double.IsNaN(right) ? 0 : long.MaxValue;
        var distance = (Int128)Place(BitConverter.DoubleToInt64Bits(left)) - Place(BitConverter.DoubleToInt64Bits(right));
        return (long)Int128.Min(Int128.Abs(distance), long.MaxValue);
    }

    public static long Between(float left, float right)
    {
        if (float.IsNaN(left) || float.IsNaN(right))
            return float.IsNaN(left) && float.IsNaN(right) ? 0 : long.MaxValue;
        return Math.Abs((long)Place(BitConverter.SingleToInt32Bits(left)) - Place(BitConverter.SingleToInt32Bits(right)));
    }

    // −0 and 0 share a place.
    static long Place(long bits) => bits < 0 ? long.MinValue - bits : bits;

    static int Place(int bits) => bits < 0 ? int.MinValue - bits : bits;
}
