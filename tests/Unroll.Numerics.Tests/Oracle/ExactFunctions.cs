using System;
using System.Numerics;

namespace Unroll.Numerics.Tests.Oracle;

/// <summary>exp, sigmoid and tanh of a double to some 150 bits, by whole numbers alone. Slow and plain: what the lanes are measured by.</summary>
static class ExactFunctions
{
    const int Bits = 224;
    static readonly BigInteger LogTwo = ComputeLogTwo();

    public static BigReal Exp(double x)
    {
        var (n, tail, bits) = ExpMinusOne(x);
        return new((BigInteger.One << bits) + tail, n - bits);
    }

    /// <summary>1 / (1 + e^-x); a sum of positive numbers, nothing cancels.</summary>
    public static BigReal Sigmoid(double x)
    {
        var e = Exp(-x);
        return BigReal.Of(1) / (BigReal.Of(1) + e);
    }

    /// <summary>(e^2x − 1) / (e^2x + 1), the difference taken before the ones meet.</summary>
    public static BigReal Tanh(double x)
    {
        if (Math.Abs(x) > 40)
            return BigReal.Of(Math.Sign(x));   // 1 − 2e-35
        var (n, tail, bits) = ExpMinusOne(2 * x);
        var one = BigInteger.One << bits;
        // e^2x = 2^n (1 + tail); with n = 0 the ones cancel exactly.
        var minus = new BigReal(one + tail, n) + new BigReal(-one, 0);
        var plus = new BigReal(one + tail, n) + new BigReal(one, 0);
        return minus / plus;
    }

    // n, p and a number of bits with e^x = 2^n (1 + p / 2^bits); p keeps its relative accuracy for the smallest x.
    static (int N, BigInteger Tail, int Bits) ExpMinusOne(double x)
    {
        if (x == 0)
            return (0, BigInteger.Zero, Bits);
        const int Halvings = 6;
        var exact = BigReal.Of(x);
        var n = Math.Abs(x) < 0.3 ? 0 : (int)Math.Round(x / Math.Log(2));
        // A small x needs as many more bits as it has zeros before its first digit.
        var bits = n != 0 ? Bits : Bits + Math.Max(0, -(int)(exact.Digits.GetBitLength() + exact.Exponent));
        var fixedPoint = bits + exact.Exponent >= 0 ? exact.Digits << (bits + exact.Exponent) : exact.Digits >> -(bits + exact.Exponent);
        var r = (fixedPoint - n * LogTwo) >> Halvings;
        BigInteger sum = 0, term = r;
        for (var k = 2; !term.IsZero && term != BigInteger.MinusOne; k++)
        {
            sum += term;
            term = ((term * r) >> bits) / k;
        }
        for (var i = 0; i < Halvings; i++)
            sum = (sum << 1) + ((sum * sum) >> bits);
        return (n, sum, bits);
    }

    // ln 2 = Σ 1 / (k 2^k)
    static BigInteger ComputeLogTwo()
    {
        const int Guard = 16;
        var sum = BigInteger.Zero;
        for (var k = 1; k < Bits + Guard; k++)
            sum += (BigInteger.One << (Bits + Guard - k)) / k;
        return sum >> Guard;
    }
}
