using System;
using System.Linq;
using Unroll.Mpi.Exchange;

namespace Unroll.Mpi.Tests.Exchange;

public sealed class ComparisonTests
{
    [Fact]
    public void Judge_TheSame_IsNull() => Assert.Null(Comparison.Judge([Words(7, new float[1000]), Words(7, new float[1000])], "it", 1000));

    [Theory]
    [InlineData(0, 0), InlineData(500, 500), InlineData(999, 992)]
    public void Judge_AChangedElement_FindsRankAndPlace(int element, int first)
    {
        var changed = new float[1000];
        changed[element] = -0f;   // equal to 0, and not the same
        var difference = Comparison.Judge([Words(7, new float[1000]), Words(7, changed), Words(7, new float[1000])], "the parameters", 1000);
        Assert.StartsWith("Step 7: the parameters of rank 1 differs from ranks 0 and 2, first in elements ", difference!.Message, StringComparison.Ordinal);
        Assert.Equal(first, difference.FirstElement);
        Assert.InRange(element, difference.FirstElement, difference.FirstElement + 1000 / VectorDigest.Parts);
    }

    [Fact]
    public void Judge_OtherSteps_SaysThem() =>
        Assert.Equal("The ranks are at different steps: ranks 0 and 2 at 7, rank 1 at 8.", Comparison.Judge([Words(7, [1]), Words(8, [1]), Words(7, [1])], "it", 1)!.Message);

    [Fact]
    public void Digest_OfAnyLength_SeesEveryBit()
    {
        for (var length = 1; length <= 70; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(37 * i)).ToArray();
            var before = VectorDigest.Of(bytes);
            for (var i = 0; i < length; i++)
            {
                bytes[i] ^= 4;
                Assert.NotEqual(before, VectorDigest.Of(bytes));
                bytes[i] ^= 4;
            }
            Assert.NotEqual(before, VectorDigest.Of(bytes.AsSpan(1)));
        }
    }

    [Theory]
    [InlineData(new int[0], "no rank"), InlineData(new[] { 3 }, "rank 3"), InlineData(new[] { 0, 1, 4 }, "ranks 0, 1 and 4")]
    public void RankList_ReadsAsASentence(int[] ranks, string expected) => Assert.Equal(expected, RankList.Of(ranks));

    static ulong[] Words(ulong step, float[] values)
    {
        var words = new ulong[Comparison.Words];
        words[0] = step;
        VectorDigest.Fill<float>(values, words.AsSpan(1));
        return words;
    }
}
