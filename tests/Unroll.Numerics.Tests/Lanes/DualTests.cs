using System;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Numerics.Tests.Lanes;

public sealed class DualTests
{
    const double Worst = 4e-16;

    static void Close(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Worst * 4 * Math.Max(Math.Abs(expected), 1e-300), $"expected {expected:R}, got {actual:R}");

    [Fact]
    public void Constant_OfAnyNumber_HasNoDerivative()
    {
        Assert.Equal(new Dual(3.5, 0), Dual.Constant(3.5));
        Assert.Equal(new Dual(1, 0), Dual.One);
        Assert.Equal(new Dual(0, 0), Dual.Zero);
        Assert.Equal(new Dual(2, 1), Dual.Variable(2));
        Assert.Equal(1, Dual.Count);
    }

    [Fact]
    public void Arithmetic_OnKnownDuals_FollowsTheRules()
    {
        var (x, y) = (new Dual(3, 5), new Dual(-2, 7));
        Assert.Equal(new Dual(1, 12), x + y);
        Assert.Equal(new Dual(5, -2), x - y);
        Assert.Equal(new Dual(-6, 5 * -2 + 3 * 7), x * y);
        Assert.Equal(new Dual(-1.5, (5 * -2 - 3 * 7) / 4.0), x / y);
        Assert.Equal(new Dual(-3, -5), -x);
        Assert.Equal(x * y + x, Dual.MultiplyAdd(x, y, x));
    }

    [Fact]
    public void Functions_AtRandomPoints_HaveTheirTextbookSlopes()
    {
        var random = new RandomStream(5);
        for (var i = 0; i < 1000; i++)
        {
            var x = random.NextDouble() * 12 - 6;
            var slope = random.NextDouble() * 4 - 2;
            var dual = new Dual(x, slope);
            Close(Math.Exp(x) * slope, Dual.Exp(dual).Derivative);
            Close(1 / (2 + Math.Exp(x) + Math.Exp(-x)) * slope, Dual.Sigmoid(dual).Derivative);
            Close(4 / (2 + Math.Exp(2 * x) + Math.Exp(-2 * x)) * slope, Dual.Tanh(dual).Derivative);
            Close(Math.Exp(x), Dual.Exp(dual).Value);
            Close(1 / (1 + Math.Exp(-x)), Dual.Sigmoid(dual).Value);
            Close(Math.Tanh(x), Dual.Tanh(dual).Value);
        }
    }

    [Fact]
    public void Kinks_ApartFromThem_HaveTheSlopeOfTheirSide()
    {
        var (low, high) = (new Dual(-2, 3), new Dual(5, 7));
        Assert.Equal(new Dual(2, -3), Dual.Abs(low));
        Assert.Equal(high, Dual.Abs(high));
        Assert.Equal(low, Dual.Min(low, high));
        Assert.Equal(low, Dual.Min(high, low));
        Assert.Equal(high, Dual.Max(low, high));
        Assert.Equal(high, Dual.Max(high, low));
        Assert.Equal(Dual.Zero, Dual.Positive(low));
        Assert.Equal(Dual.One, Dual.Positive(high));
    }

    [Fact]
    public void Kinks_AtThem_AreFlat()
    {
        Assert.Equal(Dual.Zero, Dual.Abs(Dual.Variable(0)));
        Assert.Equal(Dual.Zero, Dual.Max(Dual.Variable(0), Dual.Zero));
        Assert.Equal(Dual.One, Dual.Min(Dual.Variable(1), Dual.One));
        Assert.Equal(Dual.Zero, Dual.Positive(Dual.Variable(0)));
    }

    [Fact]
    public void Kinks_OfNaN_KeepWhatLanesKeep()
    {
        Assert.True(double.IsNaN(Dual.Max(Dual.Variable(double.NaN), Dual.Zero).Value));
        Assert.True(double.IsNaN(Dual.Min(Dual.Variable(double.NaN), Dual.Zero).Value));
        Assert.True(double.IsNaN(Dual.Abs(Dual.Variable(double.NaN)).Value));
        Assert.Equal(Dual.Zero, Dual.Positive(Dual.Variable(double.NaN)));
    }

    [Fact]
    public void Functions_FarOut_StayFiniteAndFlat()
    {
        foreach (var x in new[] { -2000.0, 2000.0 })
        {
            Assert.Equal(0, Dual.Sigmoid(Dual.Variable(x)).Derivative);
            Assert.Equal(0, Dual.Tanh(Dual.Variable(x)).Derivative);
        }
        Close(Math.Exp(-50), Dual.Sigmoid(Dual.Variable(50)).Derivative);
        Close(4 * Math.Exp(-60), Dual.Tanh(Dual.Variable(-30)).Derivative);
    }

    [Fact]
    public void Identities_OfDerivatives_Hold()
    {
        var random = new RandomStream(6);
        for (var i = 0; i < 200; i++)
        {
            var x = Dual.Variable(random.NextDouble() * 6 - 3);
            var one = Dual.One / (Dual.One + Dual.Exp(-x));
            Assert.Equal(one.Derivative, Dual.Sigmoid(x).Derivative, 1e-14);
            var two = Dual.Constant(2) * Dual.Sigmoid(Dual.Constant(2) * x) - Dual.One;
            Assert.Equal(two.Derivative, Dual.Tanh(x).Derivative, 1e-14);
        }
    }

    [Fact]
    public void LoadAndStore_KeepBothParts()
    {
        var memory = new[] { new Dual(1, 2), default };
        Dual.Store(Dual.Load(in memory[0]), ref memory[1]);
        Assert.Equal(memory[0], memory[1]);
        Assert.Equal(memory[0], Dual.Broadcast(memory[0]));
    }
}
