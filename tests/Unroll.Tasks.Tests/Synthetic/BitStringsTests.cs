using System;
using System.Linq;
using Unroll.Numerics.Random;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks.Tests.Synthetic;

public sealed class BitStringsTests
{
    [Fact]
    public void DrawFixed_TheReportsSize_TakesLessThanOneMegabyte() =>
        Assert.InRange(BitStrings.DrawFixed(new RandomStream(0), 100_000, 50).Bytes, 1, 1_000_000);

    [Fact]
    public void DrawFixed_HasHalfOnesAtEveryPosition()
    {
        const int Count = 20_000;
        var strings = BitStrings.DrawFixed(new RandomStream(1), Count, 70);
        for (var position = 0; position < 70; position++)
        {
            var ones = Enumerable.Range(0, Count).Count(index => strings[index, position]);
            Assert.InRange(ones, Count / 2 - 5 * 71, Count / 2 + 5 * 71);   // five standard deviations of √(n)/2 = 71
        }
    }

    [Fact]
    public void DrawFixed_OfFiftyBits_RepeatsNothing()
    {
        var strings = BitStrings.DrawFixed(new RandomStream(2), 100_000, 50);
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(index => strings.Words(index)[0]).Distinct().Count());
    }

    [Fact]
    public void DrawVariable_LengthsAreFromOneToLongestAndEquallyLikely()
    {
        const int Count = 100_000;
        var strings = BitStrings.DrawVariable(new RandomStream(3), new RandomStream(4), Count, 50);
        var counts = new int[52];
        for (var i = 0; i < Count; i++)
            counts[strings.LengthOf(i)]++;
        Assert.Equal(0, counts[0] + counts[51]);
        for (var length = 1; length <= 50; length++)
            Assert.InRange(counts[length], 2000 - 5 * 45, 2000 + 5 * 45);   // √(n p q) = 44
    }

    [Fact]
    public void DrawVariable_BitsPastTheEndAreZero()
    {
        var strings = BitStrings.DrawVariable(new RandomStream(3), new RandomStream(4), 1000, 150);
        for (var i = 0; i < 1000; i++)
        {
            var length = strings.LengthOf(i);
            var words = strings.Words(i);
            for (var bit = length; bit < words.Length * 64; bit++)
                Assert.Equal(0UL, words[bit / 64] >> (bit % 64) & 1);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => strings[0, strings.LengthOf(0)]);
    }

    [Fact]
    public void Draw_SameSeedSameBits_OtherSeedOtherBits()
    {
        ulong[] Draw(ulong seed) => [.. Enumerable.Range(0, 100).SelectMany(index => BitStrings.DrawFixed(new RandomStream(seed), 100, 130).Words(index).ToArray())];
        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
    }

    [Fact]
    public void DrawFixed_BeyondMemory_SaysHowManyFit()
    {
        var error = Assert.Throws<TaskOptionsException>(() => BitStrings.DrawFixed(new RandomStream(0), 1_000_000_000, 10_000_000));
        Assert.Matches("^count is 1000000000 strings of up to 10000000 bits; at most [0-9]+ fit in half of this machine's memory.$", error.Message);
    }
}
