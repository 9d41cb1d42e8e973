using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Training.Batching;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Batching;

/// <summary>Batches of like lengths: nothing dropped, the budget kept, little padding, the same again from the same seed.</summary>
public sealed class LengthBucketsTests
{
    static Gen<(int[] Lengths, BatchingOptions Options)> Cases =>
        from lengths in Gen.Choose(1, 60).ArrayOf().Where(array => array.Length > 0)
        from rows in Gen.Choose(1, 9)
        from places in Gen.Choose(1, 200)
        from padding in Gen.Elements(0, 0.1, 0.3, 0.9)
        from shuffle in Gen.Elements(true, false)
        select (lengths, new BatchingOptions { MostRows = rows, MostPlaces = places, MostPadding = padding, Shuffle = shuffle });

    static void Check(Action<int[], BatchingOptions, LengthBuckets> hold) =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var buckets = new LengthBuckets(sample.Lengths, sample.Options, 5);
            foreach (var epoch in (int[])[0, 1, 7])
            {
                buckets.Enter(epoch);
                hold(sample.Lengths, sample.Options, buckets);
            }
        }));

    static IEnumerable<int[]> BatchesOf(LengthBuckets buckets) => Enumerable.Range(0, buckets.Count).Select(batch => buckets[batch].ToArray());

    [Fact]
    public void Epoch_OfAnyLengths_HoldsEverySequenceOnce() => Check((lengths, _, buckets) =>
        Assert.Equal(Enumerable.Range(0, lengths.Length), BatchesOf(buckets).SelectMany(batch => batch).Order()));

    [Fact]
    public void Batches_OfAnyLengths_KeepToRowsAndBudget() => Check((lengths, options, buckets) =>
    {
        foreach (var batch in BatchesOf(buckets))
        {
            Assert.InRange(batch.Length, 1, Math.Min(options.MostRows, buckets.MostRows));
            var longest = batch.Max(sequence => lengths[sequence]);
            Assert.True(batch.Length == 1 || (long)batch.Length * longest <= options.MostPlaces, $"{batch.Length} × {longest} for a budget of {options.MostPlaces}");
        }
    });

    [Fact]
    public void Batches_OfAnyLengths_KeepToTheirShareOfPadding() => Check((lengths, options, buckets) =>
    {
        long places = 0;
        for (var b = 0; b < buckets.Count; b++)
        {
            var batch = buckets[b].ToArray();
            var longest = batch.Max(sequence => lengths[sequence]);
            Assert.Equal(longest, buckets.StepsOf(b));
            var padding = 1 - (double)batch.Sum(sequence => lengths[sequence]) / (batch.Length * longest);
            Assert.True(padding <= options.MostPadding + 1e-12, $"{padding} is padding, {options.MostPadding} allowed");
            Assert.True(padding == 0 || buckets.MayPad);
            places += (long)batch.Length * longest;
        }
        Assert.Equal(1 - (double)lengths.Sum() / places, buckets.PaddingShare, 1e-12);
    });

    [Fact]
    public void Epochs_FromTheSameSeed_AreTheSameWhateverWasEnteredBefore() => Check((lengths, options, buckets) =>
    {
        var other = new LengthBuckets(lengths, options, 5);
        other.Enter(3);
        other.Enter(buckets.Epoch);
        Assert.Equal(BatchesOf(buckets), BatchesOf(other));
    });

    [Fact]
    public void Epochs_WhenShuffled_DifferWithinAndBetweenBuckets()
    {
        var lengths = Enumerable.Range(0, 100).Select(i => 1 + i % 10).ToArray();
        var buckets = new LengthBuckets(lengths, new() { MostRows = 5, MostPadding = 0 }, 1);
        var first = BatchesOf(buckets).ToArray();
        buckets.Enter(1);
        var second = BatchesOf(buckets).ToArray();
        Assert.NotEqual(first, second);
        Assert.NotEqual(first.Select(batch => lengths[batch[0]]), second.Select(batch => lengths[batch[0]]));
        Assert.NotEqual(BatchSets(first), BatchSets(second));
        Assert.NotEqual(second, BatchesOf(Entered(new LengthBuckets(lengths, new() { MostRows = 5, MostPadding = 0 }, 2), 1)));
    }

    // Which sequences met, whatever the order of batches and rows.
    static IEnumerable<string> BatchSets(int[][] batches) => batches.Select(batch => string.Join(' ', batch.Order())).Order(StringComparer.Ordinal);

    static LengthBuckets Entered(LengthBuckets buckets, int epoch)
    {
        buckets.Enter(epoch);
        return buckets;
    }

    [Fact]
    public void Batches_OfARemainder_AreAsEvenAsCanBe()
    {
        var buckets = new LengthBuckets(Enumerable.Repeat(4, 33).ToArray(), new() { MostRows = 32 });
        Assert.Equal([16, 17], BatchesOf(buckets).Select(batch => batch.Length).Order());
        Assert.Equal(17, buckets.MostRows);
        Assert.False(buckets.MayPad);
    }

    [Fact]
    public void Batches_Unshuffled_ComeByLengthThenNumber() =>
        Assert.Equal([[1, 4], [0], [2, 3]], BatchesOf(new LengthBuckets([3, 1, 3, 3, 1], new() { MostRows = 2, MostPadding = 0, Shuffle = false })));

    [Fact]
    public void Enter_OfAnotherEpoch_AllocatesNothing()
    {
        var buckets = new LengthBuckets(Enumerable.Range(1, 200).ToArray());
        buckets.Enter(1);
        var epoch = 2;
        Assert.Equal(0, AllocatedBytes.Least(() => buckets.Enter(epoch++)));
    }

    [Fact]
    public void Constructor_OfWhatCannotBe_SaysWhy()
    {
        Assert.StartsWith("There are no sequences to make batches of;", Assert.Throws<ArgumentException>(() => new LengthBuckets([])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Sequence 1 has length 0; a length is at least 1.", Assert.Throws<ArgumentException>(() => new LengthBuckets([3, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LengthBuckets([1]).Enter(-1));
    }
}
