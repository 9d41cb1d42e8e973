using System;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Initialization;

public sealed class InitializerTests
{
    public static TheoryData<IInitializer> Random => [new Uniform(-1, 2), new Normal(1, 2), new GlorotUniform(4), new GlorotNormal(4), new HeUniform(), new HeNormal(), new Orthogonal(4)];

    [Theory, MemberData(nameof(Random))]
    public void Fill_SameStream_GivesTheSameNumbersAndAnotherSeedOthers(IInitializer initializer)
    {
        var numbers = new Segment<float>(9, 36, initializer, new RandomStream(5)).Numbers;
        Assert.DoesNotContain(float.NaN, numbers);
        Assert.Equal(numbers, new Segment<float>(9, 36, initializer, new RandomStream(5)).Numbers);
        Assert.NotEqual(numbers, new Segment<float>(9, 36, initializer, new RandomStream(6)).Numbers);
    }

    [Theory, MemberData(nameof(Random))]
    public void Fill_Float_IsTheDoubleRounded(IInitializer initializer)
    {
        var doubles = new Segment<double>(9, 36, initializer, new RandomStream(5)).Numbers;
        Assert.Equal(doubles.Select(x => (float)x), new Segment<float>(9, 36, initializer, new RandomStream(5)).Numbers);
    }

    // Mean and standard deviation of 300 × 400 numbers in 4 gates of 100; each has a standard error of about σ / √120000 = 0.3 %.
    public static TheoryData<IInitializer, double, double> Published => new()
    {
        { new Uniform(-1, 2), 0.5, 3 / Math.Sqrt(12) },
        { new Normal(1, 2), 1, 2 },
        { new GlorotUniform(), 0, Math.Sqrt(2.0 / 700) },
        { new GlorotUniform(4), 0, Math.Sqrt(2.0 / 400) },
        { new GlorotNormal(), 0, Math.Sqrt(2.0 / 700) },
        { new GlorotNormal(4), 0, Math.Sqrt(2.0 / 400) },
        { new HeUniform(), 0, Math.Sqrt(2.0 / 300) },
        { new HeNormal(), 0, Math.Sqrt(2.0 / 300) },
        { new Orthogonal(4), 0, Math.Sqrt(1.0 / 300) },
    };

    [Theory, MemberData(nameof(Published))]
    public void Fill_ManyNumbers_HaveThePublishedMoments(IInitializer initializer, double mean, double deviation)
    {
        var numbers = new Segment<double>(300, 400, initializer).Numbers;
        var average = numbers.Average();
        var spread = Math.Sqrt(numbers.Average(x => (x - average) * (x - average)));
        Assert.Equal(mean, average, deviation * 0.015);
        Assert.Equal(deviation, spread, deviation * 0.015);
    }

    [Theory]
    [InlineData(1, 700)]
    [InlineData(4, 400)]
    public void GlorotUniform_ManyNumbers_FillTheirRangeAndNoMore(int gates, int fans)
    {
        var limit = Math.Sqrt(6.0 / fans);
        var numbers = new Segment<double>(300, 400, new GlorotUniform(gates)).Numbers;
        Assert.InRange(numbers.Max(), limit * 0.999, limit);
        Assert.InRange(numbers.Min(), -limit, -limit * 0.999);
    }

    [Fact]
    public void HeUniform_ManyNumbers_FillTheirRangeAndNoMore()
    {
        var numbers = new Segment<double>(300, 400, new HeUniform()).Numbers;
        Assert.InRange(numbers.Max(), Math.Sqrt(0.02) * 0.999, Math.Sqrt(0.02));
    }

    [Fact]
    public void Constant_AndZeros_FillAndDrawNothing()
    {
        var random = new RandomStream(1);
        Assert.All(new Segment<float>(3, 5, new Constant(0.25), random).Numbers, x => Assert.Equal(0.25f, x));
        Assert.All(new Segment<float>(3, 5, new Zeros(), random).Numbers, x => Assert.Equal(0f, x));
        Assert.Equal(0ul, random.Position);
    }

    [Fact]
    public void Blocks_Bias_OpensTheOneGate()
    {
        var bias = new Segment<float>(1, 20, Blocks.Bias(gates: 4, gate: 1, value: 1)).Numbers;
        Assert.Equal(Enumerable.Range(0, 20).Select(c => c is >= 5 and < 10 ? 1f : 0f), bias);
    }

    [Fact]
    public void Blocks_EachBlock_GetsItsOwnInitializerInOrder()
    {
        var blocks = new Segment<double>(7, 6, new Blocks(new Uniform(0, 1), new Constant(-3), new Uniform(10, 11)), new RandomStream(3));
        var random = new RandomStream(3);
        for (var r = 0; r < 7; r++)
            for (var c = 0; c < 2; c++)
                Assert.Equal(random.NextDouble(), blocks[r, c]);
        for (var r = 0; r < 7; r++)
            for (var c = 0; c < 2; c++)
            {
                Assert.Equal(-3, blocks[r, 2 + c]);
                Assert.Equal(10 + random.NextDouble(), blocks[r, 4 + c]);
            }
    }

    [Fact]
    public void Blocks_EqualParts_AreEqual()
    {
        Assert.Equal(Blocks.Bias(4, 1, 1), new Blocks(new Zeros(), new Constant(1), new Zeros(), new Zeros()));
        Assert.Equal(Blocks.Bias(4, 1, 1).GetHashCode(), Blocks.Bias(4, 1, 1).GetHashCode());
        Assert.NotEqual(Blocks.Bias(4, 1, 1), Blocks.Bias(4, 2, 1));
    }

    [Fact]
    public void Constructor_ArgumentOutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(double.NegativeInfinity, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(-double.MaxValue, double.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Normal(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Normal(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlorotUniform(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlorotNormal(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Orthogonal(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Orthogonal(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Orthogonal(1, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new Blocks());
        Assert.Throws<ArgumentException>(() => new Blocks(new Zeros(), null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Blocks.Bias(4, 4, 1));
    }

    public static TheoryData<IInitializer> OfFourGates => [new GlorotUniform(4), new GlorotNormal(4), new Orthogonal(4), Blocks.Bias(4, 1, 1)];

    [Theory, MemberData(nameof(OfFourGates))]
    public void Fill_ColumnsThatGatesDoNotDivide_AreRefused(IInitializer initializer) =>
        Assert.Contains("10 columns", Assert.Throws<ArgumentException>(() => new Segment<float>(3, 10, initializer)).Message, StringComparison.Ordinal);

    [Fact]
    public void IdentityMatrix_OfSquareGates_HasOnesOnEachDiagonal()
    {
        var segment = new Segment<double>(3, 6, new IdentityMatrix(2, 0.5));
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 6; column++)
                Assert.Equal(column % 3 == row ? 0.5 : 0, segment[row, column]);
        }
        Assert.Equal([1, 0, 0, 1, 0, 0], new Segment<float>(3, 2, new IdentityMatrix()).Numbers);
    }

    [Fact]
    public void Chrono_ForAnLstm_OpensTheForgetGateAsFarAsItClosesTheInputGate()
    {
        const int Units = 5000;
        var bias = new Segment<double>(1, 4 * Units, Chrono.For(CellCatalog.Find("lstm"), 100)).Numbers;
        double[] input = bias[..Units], forget = bias[Units..(2 * Units)];
        Assert.Equal(input, forget.Select(x => -x));
        Assert.All(bias[(2 * Units)..], x => Assert.Equal(0, x));
        // e^bias is uniform in [1, 99): mean 50, standard error 98 / √(12 · 5000) = 0.4.
        Assert.All(forget, x => Assert.InRange(Math.Exp(x), 1, 99));
        Assert.Equal(50, forget.Average(Math.Exp), 2.0);
        Assert.InRange(forget.Max(Math.Exp), 97, 99);
    }

    [Theory]
    [InlineData("gru", 2, 1)]
    [InlineData("lstm-coupled", 0, 1)]
    [InlineData("lstm-coupled-input", 0, -1)]
    [InlineData("mgu", 0, -1)]
    [InlineData("vs-lstm", 0, 1)]
    public void Chrono_ForOtherCells_KnowsWhichWayTheirGatesPoint(string name, int gate, int sign)
    {
        var cell = CellCatalog.Find(name);
        var bias = new Segment<double>(1, 8 * cell.Layout.Gates, Chrono.For(cell, 10)).Numbers;
        Assert.All(bias[(8 * gate)..(8 * gate + 8)], x => Assert.InRange(sign * x, 0, Math.Log(9)));
        Assert.Contains(bias[(8 * gate)..(8 * gate + 8)], x => sign * x > 0.5);
    }

    [Fact]
    public void Chrono_WithoutSense_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Chrono.For(CellCatalog.Find("elman"), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Chrono(4, 1, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Chrono(4, 4, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Chrono(4, 1, -2, 10));
    }

    [Fact]
    public void Bias_ByGateNames_SetsThoseGatesAlone()
    {
        var names = CellCatalog.Find("lstm").GateNames;
        Assert.Equal([0, 0, 1, 1, 0, 0, -2, -2], new Segment<double>(1, 8, Blocks.Bias(names, ("o", -2), ("f", 1))).Numbers);
        Assert.Contains("Known: i, f, g, o.", Assert.Throws<ArgumentException>(() => Blocks.Bias(names, ("z", 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Blocks.Bias(names, ("f", 1), ("f", 2)));
    }
}
