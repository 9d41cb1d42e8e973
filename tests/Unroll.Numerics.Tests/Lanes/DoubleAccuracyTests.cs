using System;
using System.Collections.Generic;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Tests.Oracle;
using Xunit.Abstractions;

namespace Unroll.Numerics.Tests.Lanes;

/// <summary>exp, sigmoid and tanh in double against whole-number arithmetic of 200 bits and more.</summary>
public sealed class DoubleAccuracyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(LaneFunction.Exp)]
    [InlineData(LaneFunction.Sigmoid)]
    [InlineData(LaneFunction.Tanh)]
    public void Function_OnDenseSample_IsWithinFourUlp(LaneFunction function)
    {
        var source = Sample();
        var result = new double[source.Length];
        LaneFunctions.Apply<double>(function, LaneWidths.Widest, source, result);
        var worst = (Distance: 0L, Input: 0.0);
        for (var i = 0; i < source.Length; i++)
        {
            var distance = Ulp.Between(Reference(function, source[i]), result[i]);
            if (distance > worst.Distance)
                worst = (distance, source[i]);
        }
        output.WriteLine($"{function}: worst {worst.Distance} ulp at {worst.Input:R} of {source.Length:N0} numbers");
        Assert.True(worst.Distance <= 4, $"{function} is {worst.Distance} ulp from the correctly rounded value at {worst.Input:R}");
    }

    static double Reference(LaneFunction function, double x) => function switch
    {
        _ when double.IsNaN(x) => x,
        LaneFunction.Exp => x > 800 ? double.PositiveInfinity : x < -800 ? 0 : ExactFunctions.Exp(x).ToDouble(),
        LaneFunction.Sigmoid => x > 800 ? 1 : x < -800 ? 0 : ExactFunctions.Sigmoid(x).ToDouble(),
        _ => double.IsInfinity(x) ? Math.Sign(x) : ExactFunctions.Tanh(x).ToDouble(),
    };

    // Every exponent, where the functions bend, around every step of the reduction, and where they leave the range.
    static double[] Sample()
    {
        var random = new RandomStream(1).Split("double accuracy");
        var sample = new List<double> { 0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, -double.Epsilon };
        for (var exponent = -1074; exponent < 1024; exponent++)
        {
            sample.Add(Math.ScaleB(1, exponent));
            sample.Add(-Math.ScaleB(1 + random.NextDouble(), exponent));
        }
        foreach (var reach in new[] { 0.02, 0.4, 2.0, 20.0, 40.0, 750.0 })
        {
            for (var i = 0; i < 2500; i++)
                sample.Add((2 * random.NextDouble() - 1) * reach);
        }
        for (var n = -1080; n < 1030; n++)
        {
            var edge = (n + 0.5) * Math.Log(2);
            sample.Add(edge * (1 + (random.NextDouble() - 0.5) * 1e-10));
            sample.Add(edge / 2);
        }
        for (var i = 0; i < 200; i++)
            sample.Add(-708 - random.NextDouble() * 38);
        while (sample.Count % 8 != 0)
            sample.Add(1);
        return [.. sample];
    }

    [Fact]
    public void Functions_OnNegativeZeroAndTails_GiveTheLimits()
    {
        foreach (var width in LaneFunctions.Widths)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(One(LaneFunction.Tanh, width, -0.0)));
            Assert.Equal(double.Epsilon, One(LaneFunction.Tanh, width, double.Epsilon));
            Assert.Equal(double.PositiveInfinity, One(LaneFunction.Exp, width, 709.79));
            Assert.Equal(0, One(LaneFunction.Exp, width, -745.2));
            Assert.Equal(double.Epsilon, One(LaneFunction.Exp, width, -745));
            Assert.Equal(0, One(LaneFunction.Sigmoid, width, double.NegativeInfinity));
            Assert.Equal(1, One(LaneFunction.Sigmoid, width, double.PositiveInfinity));
            Assert.True(double.IsNaN(One(LaneFunction.Sigmoid, width, double.NaN)));
        }
    }

    static double One(LaneFunction function, LaneWidth width, double x)
    {
        Span<double> source = stackalloc double[8], result = stackalloc double[8];
        source.Fill(x);
        LaneFunctions.Apply<double>(function, width, source, result);
        return result[7];
    }
}
