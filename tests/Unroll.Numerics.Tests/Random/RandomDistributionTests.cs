using System;
using System.Linq;
using Unroll.Numerics.Random;

namespace Unroll.Numerics.Tests.Random;

/// <summary>The streams are fixed by their seeds, so these tests pass always or never; the limits are five standard deviations.</summary>
public sealed class RandomDistributionTests
{
    // Chi-squared of k − 1 degrees of freedom has mean k − 1 and variance 2 (k − 1).
    static void Uniform(int[] counts)
    {
        var expected = counts.Sum() / (double)counts.Length;
        var chi = counts.Sum(c => (c - expected) * (c - expected) / expected);
        var freedom = counts.Length - 1;
        Assert.True(chi < freedom + 5 * Math.Sqrt(2.0 * freedom) + 10, $"chi-squared {chi:F1} with {freedom} degrees of freedom");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(65)]
    [InlineData(1000)]
    public void NextInt32_BelowALimit_IsUniform(int limit)
    {
        var stream = new RandomStream(20).At(limit);
        var counts = new int[limit];
        for (var i = 0; i < 200_000; i++)
            counts[stream.NextInt32(limit)]++;
        Uniform(counts);
    }

    [Fact]
    public void NextInt32_BelowThreeQuartersOfTheRange_IsNotBiased()
    {
        // A modulus or a bare multiplication would give some numbers twice the chance of others here; thirds of the range show it.
        const int Limit = 1610612736;   // 3 · 2^29
        var stream = new RandomStream(21);
        var counts = new int[3];
        for (var i = 0; i < 300_000; i++)
            counts[stream.NextInt32(Limit) % 3]++;
        Uniform(counts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NextInt32_BelowNothing_IsRefused(int limit) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(0).NextInt32(limit));

    [Fact]
    public void NextDouble_OverManyDraws_IsUniformFromZeroToOne()
    {
        var stream = new RandomStream(22);
        var (counts, sum, most) = (new int[64], 0.0, 0.0);
        for (var i = 0; i < 200_000; i++)
        {
            var x = stream.NextDouble();
            Assert.InRange(x, 0, 1 - 1.0 / 9007199254740992);
            Assert.Equal(0, x * 9007199254740992 % 1);
            counts[(int)(x * 64)]++;
            sum += x;
            most = Math.Max(most, x);
        }
        Uniform(counts);
        Assert.Equal(0.5, sum / 200_000, 5 * Math.Sqrt(1 / 12.0 / 200_000));
        Assert.True(most > 0.9999);
    }

    [Fact]
    public void NextNormal_OverManyDraws_HasTheMomentsOfTheNormal()
    {
        const int Draws = 200_000;
        var stream = new RandomStream(23);
        Span<double> moments = stackalloc double[5];
        for (var i = 0; i < Draws; i++)
        {
            var x = stream.NextNormal();
            Assert.True(double.IsFinite(x));
            var power = 1.0;
            for (var k = 1; k <= 4; k++)
                moments[k] += (power *= x) / Draws;
        }
        // Variances of the first four sample moments: 1, 2, 15, 96, over the number of draws.
        Assert.Equal(0, moments[1], 5 * Math.Sqrt(1.0 / Draws));
        Assert.Equal(1, moments[2], 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0, moments[3], 5 * Math.Sqrt(15.0 / Draws));
        Assert.Equal(3, moments[4], 5 * Math.Sqrt(96.0 / Draws));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Shuffle_OfAList_IsAPermutation(int count)
    {
        var items = Enumerable.Range(0, count).ToArray();
        new RandomStream(24).Shuffle(items.AsSpan());
        Assert.Equal(Enumerable.Range(0, count), items.Order());
        if (count > 100)
            Assert.NotEqual(Enumerable.Range(0, count), items);
    }

    [Fact]
    public void Shuffle_OfFourItems_GivesAllOrdersEqually()
    {
        var stream = new RandomStream(25);
        var counts = new int[256];
        Span<int> items = stackalloc int[4];
        for (var i = 0; i < 48_000; i++)
        {
            for (var k = 0; k < 4; k++)
                items[k] = k;
            stream.Shuffle(items);
            counts[items[0] * 64 + items[1] * 16 + items[2] * 4 + items[3]]++;
        }
        Assert.Equal(24, counts.Count(c => c > 0));
        Uniform([.. counts.Where(c => c > 0)]);
    }
}
