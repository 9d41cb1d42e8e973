using System;
using System.Globalization;
using System.Numerics;

namespace Unroll.Numerics.Tests.Oracle;

/// <summary>The oracle is checked before anything is checked by it.</summary>
public sealed class ExactFunctionsTests
{
    // Digits from the tables: e, 1/e, 1/(1+e^-1), tanh(1/2), tanh 1.
    const string E = "2.71828182845904523536028747135266249775724709369995";
    const string OneOverE = "0.36787944117144232159552377016146086744581113103176";
    const string SigmoidOfOne = "0.73105857863000487925115924182183627436514464016505";
    const string TanhOfHalf = "0.46211715726000975850231848364367254873028928033011";
    const string TanhOfOne = "0.76159415595576488811945828260479359041276859725793";

    [Fact]
    public void Functions_AtKnownPoints_HaveThePublishedDigits()
    {
        Assert.Equal(E, Digits(ExactFunctions.Exp(1)));
        Assert.Equal(OneOverE, Digits(ExactFunctions.Exp(-1)));
        Assert.Equal(SigmoidOfOne, Digits(ExactFunctions.Sigmoid(1)));
        Assert.Equal(TanhOfHalf, Digits(ExactFunctions.Tanh(0.5)));
        Assert.Equal(TanhOfOne, Digits(ExactFunctions.Tanh(1)));
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(-4.9406564584124654e-324)]
    [InlineData(1e-12)]
    [InlineData(-0.2999999)]
    [InlineData(0.3000001)]
    [InlineData(17.25)]
    [InlineData(-39.5)]
    public void Functions_OnBothSidesOfZero_KeepTheirSymmetries(double x)
    {
        Assert.Equal(1.0, (ExactFunctions.Exp(x) * ExactFunctions.Exp(-x)).ToDouble());
        Assert.Equal(1.0, (ExactFunctions.Sigmoid(x) + ExactFunctions.Sigmoid(-x)).ToDouble());
        Assert.Equal(ExactFunctions.Tanh(x).ToDouble(), -ExactFunctions.Tanh(-x).ToDouble());
    }

    [Fact]
    public void Functions_OnTinyNumbers_FollowTheirSeries()
    {
        Assert.Equal(1e-300, ExactFunctions.Tanh(1e-300).ToDouble());
        Assert.Equal(double.Epsilon, ExactFunctions.Tanh(double.Epsilon).ToDouble());
        const double x = 1.0 / 1048576;
        Assert.Equal(x - x * x * x / 3, ExactFunctions.Tanh(x).ToDouble());
        Assert.Equal(0.5 + x / 4, ExactFunctions.Sigmoid(x).ToDouble());
    }

    [Fact]
    public void Functions_OnOrdinaryNumbers_AgreeWithTheLibraryWithinTwoUlp()
    {
        for (var i = -3000; i <= 3000; i++)
        {
            var x = i * 0.0117;
            Assert.InRange(Ulp.Between(ExactFunctions.Exp(x).ToDouble(), Math.Exp(x)), 0, 2);
            Assert.InRange(Ulp.Between(ExactFunctions.Tanh(x).ToDouble(), Math.Tanh(x)), 0, 2);
        }
    }

    [Fact]
    public void Rounding_OfExactValues_ReturnsThem()
    {
        foreach (var x in new[] { 1.0, -0.1, double.Epsilon, -double.MaxValue, 2.2250738585072014e-308, 1e-310 })
            Assert.Equal(x, BigReal.Of(x).ToDouble());
    }

    [Fact]
    public void Rounding_Halfway_GoesToEven()
    {
        var half = new BigReal(1, -54);   // half an ulp of 1 in [½, 1), a quarter of an ulp above
        Assert.Equal(1.0, (BigReal.Of(1) + new BigReal(1, -53)).ToDouble());
        Assert.Equal(1 + Math.Pow(2, -51), (BigReal.Of(1 + Math.Pow(2, -52)) + new BigReal(1, -53)).ToDouble());
        Assert.Equal(Math.BitIncrement(1.0), (BigReal.Of(1) + new BigReal(1, -53) + half).ToDouble());
        Assert.Equal(0.0, new BigReal(1, -1075).ToDouble());
        Assert.Equal(double.Epsilon, new BigReal(3, -1076).ToDouble());
        Assert.Equal(float.Epsilon, new BigReal(3, -151).ToFloat());
        Assert.Equal(float.PositiveInfinity, new BigReal((BigInteger.One << 25) - 1, 103).ToFloat());
        Assert.Equal(float.MaxValue, new BigReal((BigInteger.One << 26) - 3, 102).ToFloat());
    }

    static string Digits(BigReal value)
    {
        var scaled = value.Digits * BigInteger.Pow(10, 50) >> -value.Exponent;
        var text = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(51, '0');
        return text[..^50] + "." + text[^50..];
    }
}
