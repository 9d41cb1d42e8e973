using System;
using System.Numerics;

namespace Unroll.Numerics.Tests.Oracle;

/// <summary>The number <c>Digits · 2^Exponent</c>, exactly: enough arithmetic to know what a correctly rounded result is.</summary>
readonly record struct BigReal(BigInteger Digits, int Exponent)
{
    public static BigReal Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var field = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & ((1L << 52) - 1);
        if (field == 0x7FF)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A finite number is needed.");
        var digits = field == 0 ? fraction : fraction | (1L << 52);
        return new(bits < 0 ? -digits : digits, Math.Max(field, 1) - 1075);
    }

    public static BigReal operator +(BigReal left, BigReal right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return new((left.Digits << (left.Exponent - exponent)) + (right.Digits << (right.Exponent - exponent)), exponent);
    }

    public static BigReal operator *(BigReal left, BigReal right) => new(left.Digits * right.Digits, left.Exponent + right.Exponent);

    /// <summary>The quotient to at least 200 bits.</summary>
    public static BigReal operator /(BigReal left, BigReal right)
    {
        var shift = (int)Math.Max(0, 200 + right.Digits.GetBitLength() - left.Digits.GetBitLength());
        return new((left.Digits << shift) / right.Digits, left.Exponent - shift - right.Exponent);
    }

    /// <summary>The nearest double, ties to even; infinity beyond the largest.</summary>
    public double ToDouble() => Round(precision: 53, leastExponent: -1074, limit: 1024);

    /// <summary>The nearest float, ties to even; infinity beyond the largest. In one rounding.</summary>
    public float ToFloat() => (float)Round(precision: 24, leastExponent: -149, limit: 128);

    double Round(int precision, int leastExponent, int limit)
    {
        var magnitude = BigInteger.Abs(Digits);
        var exponent = Exponent;
        var drop = (int)Math.Max(magnitude.GetBitLength() - precision, leastExponent - exponent);
        if (drop > 0)
        {
            var rest = magnitude & ((BigInteger.One << drop) - 1);
            magnitude >>= drop;
            exponent += drop;
            var half = BigInteger.One << (drop - 1);
            if (rest > half || (rest == half && !magnitude.IsEven))
                magnitude++;
        }
        if (magnitude.IsZero)
            return 0;
        var value = magnitude.GetBitLength() + exponent > limit ? double.PositiveInfinity : Math.ScaleB((double)magnitude, exponent);
        return Digits.Sign < 0 ? -value : value;
    }
}
