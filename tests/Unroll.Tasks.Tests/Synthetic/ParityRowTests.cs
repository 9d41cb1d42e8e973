using System.Collections.Generic;
using System.Linq;
using Unroll.Numerics.Random;
using Unroll.Tasks.Synthetic;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Synthetic;

/// <summary>The targets of a string, held against examples written by hand and the definition, bit by bit.</summary>
public sealed class ParityRowTests
{
    // Each reading by hand: the two agree at half of all positions, so a shift by one would look like an untrained network.
    [Theory]
    [InlineData("1", ParityReading.Inclusive, "1")]
    [InlineData("1", ParityReading.Exclusive, "0")]
    [InlineData("10", ParityReading.Inclusive, "11")]
    [InlineData("10", ParityReading.Exclusive, "01")]
    [InlineData("0110100", ParityReading.Inclusive, "0100111")]
    [InlineData("0110100", ParityReading.Exclusive, "0010011")]
    [InlineData("1111", ParityReading.Inclusive, "1010")]
    [InlineData("1111", ParityReading.Exclusive, "0101")]
    public void Targets_OfWrittenExamples_AreRight(string bits, ParityReading reading, string expected)
    {
        var (symbols, targets) = Write([.. bits.Select(bit => bit == '1')], reading);
        Assert.Equal(bits, string.Concat(symbols));
        Assert.Equal(expected, string.Concat(targets));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Targets_AcrossWords_FollowTheDefinition(int length)
    {
        var random = new RandomStream(7);
        var bits = Enumerable.Range(0, length).Select(_ => random.NextInt32(2) == 1).ToArray();
        var (symbols, inclusive) = Write(bits, ParityReading.Inclusive);
        var (_, exclusive) = Write(bits, ParityReading.Exclusive);
        var ones = 0;
        for (var i = 0; i < length; i++)
        {
            Assert.Equal(ones % 2, exclusive[i]);
            ones += bits[i] ? 1 : 0;
            Assert.Equal(ones % 2, inclusive[i]);
            Assert.Equal(bits[i] ? 1 : 0, symbols[i]);
        }
    }

    // The string goes into the middle one of three rows, so that a wrong stride shows; its neighbours are strings of ones and of zeros.
    static (List<int> Symbols, List<int> Targets) Write(bool[] bits, ParityReading reading)
    {
        var batch = new Batch<float>(new TaskShape(2, 2, bits.Length, 3, 0, InputIsSymbols: true));
        var words = new ulong[BitStrings.WordsFor(bits.Length)];
        for (var i = 0; i < bits.Length; i++)
            words[i / 64] |= bits[i] ? 1UL << (i % 64) : 0;
        ParityRow.Write(words, batch.Symbols, batch.Targets, 1, reading);
        ParityRow.Write([.. words.Select(_ => ulong.MaxValue)], batch.Symbols, batch.Targets, 0, reading);
        ParityRow.Write(new ulong[words.Length], batch.Symbols, batch.Targets, 2, reading);
        var steps = Enumerable.Range(0, bits.Length);
        return ([.. steps.Select(step => batch.Symbols[step, 1][0])], [.. steps.Select(step => batch.Targets[step, 1][0])]);
    }
}
