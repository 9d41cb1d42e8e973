using System;
using System.Linq;
using Unroll.Numerics.Random;
using Xunit;

namespace Unroll.Numerics.Random;

public sealed class RandomMaskTests
{
    // The definition, one block after another.
    static double[] Plain(int count, double share, ulong key, ulong place, uint series) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var (a, b, c, d) = RandomStream.Philox((uint)(i / 8), series, (uint)place, (uint)(place >> 32), (uint)key, (uint)(key >> 32));
            var word = new[] { a, b, c, d }[i / 2 % 4];
            return ((word >> (i % 2 * 16)) & 0xFFFF) < Math.Round(share * 65536) ? 3.0 : -1.0;
        }),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    [InlineData(517)]
    public void Fill_OfAnyLength_IsTheDefinition(int count)
    {
        var (floats, doubles) = (new float[count], new double[count]);
        const ulong Key = 0x9876543210FEDCBA, Place = 0xC000000500000007;
        RandomMask.Fill<float>(floats, 0.3, 3, -1, Key, Place, 41);
        RandomMask.Fill<double>(doubles, 0.3, 3, -1, Key, Place, 41);
        var wanted = Plain(count, 0.3, Key, Place, 41);
        Assert.Equal(wanted, doubles);
        Assert.Equal(wanted, floats.Select(number => (double)number));
        var bits = new byte[(count + 7) / 8];
        RandomMask.FillBits(bits, 0.3, Key, Place, 41);
        Assert.Equal(wanted, Enumerable.Range(0, count).Select(i => (bits[i / 8] >> (i % 8) & 1) != 0 ? 3.0 : -1.0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 255)]
    public void FillBits_OfNoneOrAll_IsNoneOrAll(double share, byte wanted)
    {
        var bits = new byte[50];
        Array.Fill(bits, (byte)7);
        RandomMask.FillBits(bits, share, 1, 2, 3);
        Assert.All(bits, part => Assert.Equal(wanted, part));
    }

    [Fact]
    public void FillBits_InParts_GivesTheWhole()
    {
        var (whole, parts) = (new byte[37], new byte[37]);
        RandomMask.FillBits(whole, 0.5, 5, 6, 7);
        RandomMask.FillBits(parts.AsSpan(0, 6), 0.5, 5, 6, 7);
        RandomMask.FillBits(parts.AsSpan(6), 0.5, 5, 6, 7, first: 48);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Fill_InParts_GivesTheWhole()
    {
        var (whole, parts) = (new float[200], new float[200]);
        RandomMask.Fill<float>(whole, 0.5, 1, 0, 5, 6, 7);
        RandomMask.Fill(parts.AsSpan(0, 48), 0.5, 1, 0, 5, 6, 7);
        RandomMask.Fill(parts.AsSpan(48), 0.5, 1, 0, 5, 6, 7, first: 48);
        Assert.Equal(whole, parts);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0.1)]
    [InlineData(0.75, 0.75)]
    [InlineData(1, 1)]
    public void Fill_OfManyNumbers_ChoosesTheShare(double share, double wanted)
    {
        var numbers = new float[200_000];
        RandomMask.Fill<float>(numbers, share, 1, 0, 1, 2, 3);
        Assert.Equal(wanted, numbers.Average(), 0.005);
    }

    [Fact]
    public void Fill_OfAnotherKeyPlaceOrSeries_DiffersInHalfOfTheNumbers()
    {
        float[] Mask(ulong key, ulong place, uint series)
        {
            var numbers = new float[10_000];
            RandomMask.Fill<float>(numbers, 0.5, 1, 0, key, place, series);
            return numbers;
        }
        var mask = Mask(1, 2, 3);
        foreach (var other in new[] { Mask(2, 2, 3), Mask(1, 3, 3), Mask(1, 2, 4), Mask(1UL << 40, 2, 3), Mask(1, 1UL << 40, 3) })
            Assert.InRange(mask.Zip(other).Count(pair => pair.First != pair.Second), 4_700, 5_300);
    }

    [Fact]
    public void Fill_OfNoProbabilityOrAnOddPart_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("share", () => RandomMask.Fill<float>(new float[4], 1.5, 1, 0, 1, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>("share", () => RandomMask.Fill<float>(new float[4], double.NaN, 1, 0, 1, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>("share", () => RandomMask.FillBits(new byte[4], -0.1, 1, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => RandomMask.FillBits(new byte[4], 0.1, 1, 2, 3, first: 9));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => RandomMask.Fill<float>(new float[4], 0.5, 1, 0, 1, 2, 3, first: 3));
    }
}
