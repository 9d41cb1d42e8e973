using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Numerics.Random;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks.Tests.Synthetic;

public sealed class LengthBatchesTests
{
    static readonly Arbitrary<(int Count, int First, int Longest, int Size, int Epoch)> Cases = (
        from count in Gen.Choose(1, 300)
        from first in Gen.Choose(0, 50)
        from longest in Gen.Choose(1, 40)
        from size in Gen.Choose(1, 40)
        from epoch in Gen.Choose(0, 1000)
        select (count, first, longest, size, epoch)).ToArbitrary();

    [Fact]
    public void Epoch_OfAnyStrings_HoldsEachOnceInBatchesOfOneLength() => Prop.ForAll(Cases, given =>
    {
        var strings = BitStrings.DrawVariable(new RandomStream(1), new RandomStream((ulong)given.Count), given.First + given.Count, given.Longest);
        var batches = new LengthBatches(strings, given.First, given.Count, given.Size, new RandomStream(9));
        batches.Enter(given.Epoch);
        var all = Enumerable.Range(0, batches.Count).Select(batch => batches[batch].ToArray()).ToList();
        Assert.Equal(Enumerable.Range(given.First, given.Count), all.SelectMany(batch => batch).Order());
        Assert.All(all, batch => Assert.InRange(batch.Length, 1, given.Size));
        Assert.All(all, batch => Assert.Single(batch.Select(strings.LengthOf).Distinct()));
        // As few batches as can be: at most one of each length is not full.
        Assert.All(all.GroupBy(batch => strings.LengthOf(batch[0])), group => Assert.True(group.Count(batch => batch.Length < given.Size) <= 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Epoch_EnteredFromAnywhere_IsTheSame()
    {
        var strings = BitStrings.DrawVariable(new RandomStream(1), new RandomStream(2), 500, 20);
        var direct = new LengthBatches(strings, 0, 500, 7, new RandomStream(9));
        var wandering = new LengthBatches(strings, 0, 500, 7, new RandomStream(9));
        direct.Enter(5);
        foreach (var epoch in new[] { 0, 1, 9, 5 })
            wandering.Enter(epoch);
        Assert.Equal(Flat(direct), Flat(wandering));
    }

    [Fact]
    public void Epochs_Shuffled_DifferInMembershipAndOrder()
    {
        var strings = BitStrings.DrawFixed(new RandomStream(1), 320, 50);
        var batches = new LengthBatches(strings, 0, 320, 32, new RandomStream(9));
        batches.Enter(0);
        var first = Flat(batches);
        batches.Enter(1);
        Assert.NotEqual(first, Flat(batches));
        Assert.NotEqual(first[..32].Order(), Flat(batches)[..32].Order());
    }

    [Fact]
    public void Epochs_NotShuffled_AreInOrder()
    {
        var batches = new LengthBatches(BitStrings.DrawFixed(new RandomStream(1), 100, 5), 10, 90, 32, null);
        batches.Enter(3);
        Assert.Equal(Enumerable.Range(10, 90), Flat(batches));
    }

    static int[] Flat(LengthBatches batches) => [.. Enumerable.Range(0, batches.Count).SelectMany(batch => batches[batch].ToArray())];
}
