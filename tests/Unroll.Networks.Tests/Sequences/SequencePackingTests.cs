using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Networks.Sequences;

namespace Unroll.Networks.Tests.Sequences;

/// <summary>What must hold of the packing of any mask.</summary>
public sealed class SequencePackingTests
{
    // A mask of up to 9 steps of 7 rows, with all kinds of holes, empty rows and full ones; never all masked out.
    static Arbitrary<bool[][]> Rows => Gen.Choose(1, 9).SelectMany(steps => RowOf(steps).NonEmptyListOf().Select(rows => rows.Take(7).ToArray()))
        .Where(rows => rows.Any(row => row.Contains(true))).ToArbitrary();

    static Gen<bool[]> RowOf(int steps) => Gen.Frequency(
        (1, Gen.Constant(new bool[steps])),
        (2, Gen.Constant(Enumerable.Repeat(true, steps).ToArray())),
        (4, Gen.Elements(true, false).ArrayOf(steps)));

    static SequenceMask MaskOf(bool[][] rows)
    {
        var mask = new SequenceMask(rows[0].Length, rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var step = 0; step < rows[row].Length; step++)
                mask[step, row] = rows[row][step];
        }
        return mask;
    }

    // In memory for more, and after another batch: neither may show.
    static SequencePacking PackingOf(bool[][] rows)
    {
        var packing = new SequencePacking(12, 10, masks: true);
        packing.Set(SequenceMask.OfLengths(12, 3, 12, 1, 0, 7, 7, 2, 2, 2, 12));
        packing.Set(MaskOf(rows));
        return packing;
    }

    static void ForAny(Action<bool[][], SequencePacking> check) => Prop.ForAll(Rows, rows => check(rows, PackingOf(rows))).QuickCheckThrowOnFailure();

    static IEnumerable<(int Step, int Row, int Place)> PlacesOf(SequencePacking packing) =>
        from step in Enumerable.Range(0, packing.Steps)
        from row in Enumerable.Range(0, packing.RowsAt(step))
        select (step, row, packing.PlaceAt(step) + row);

    [Fact]
    public void Set_OfAnyMask_HasEveryValidPlaceOnce() => ForAny((rows, packing) =>
    {
        var valid = from row in Enumerable.Range(0, rows.Length) from step in Enumerable.Range(0, rows[row].Length) where rows[row][step] select step * rows.Length + row;
        Assert.Equal(valid.Order(), Enumerable.Range(0, packing.Places).Select(packing.SourceOf).Order());
        Assert.Equal(Enumerable.Range(0, packing.Places), PlacesOf(packing).Select(place => place.Place));
    });

    [Fact]
    public void Set_OfAnyMask_HasTheStepsOfARowInTheirOrder() => ForAny((rows, packing) =>
    {
        foreach (var (step, row, place) in PlacesOf(packing))
        {
            var own = rows[packing.RowOf(row)].Index().Where(item => item.Item).Select(item => item.Index).ElementAt(step);
            Assert.Equal(own * rows.Length + packing.RowOf(row), packing.SourceOf(place));
        }
    });

    [Fact]
    public void Set_OfAnyMask_HasTheLongestRowsFirstAndEqualOnesAsTheyCame() => ForAny((rows, packing) =>
    {
        var wanted = packing.IsFull ? Enumerable.Range(0, rows.Length) : Enumerable.Range(0, rows.Length).OrderByDescending(row => rows[row].Count(valid => valid));
        Assert.Equal(wanted, Enumerable.Range(0, rows.Length).Select(packing.RowOf));
        Assert.All(Enumerable.Range(0, rows.Length), row => Assert.Equal(rows[packing.RowOf(row)].Count(valid => valid), packing.LengthOf(row)));
    });

    [Fact]
    public void Set_OfAnyMask_CountsStepsRowsAndPlaces() => ForAny((rows, packing) =>
    {
        var lengths = rows.Select(row => row.Count(valid => valid)).ToArray();
        Assert.Equal((rows[0].Length, rows.Length), (packing.PaddedSteps, packing.Batch));
        Assert.Equal((lengths.Max(), lengths.Count(length => length > 0), lengths.Sum()), (packing.Steps, packing.Rows, packing.Places));
        Assert.Equal(lengths.All(length => length == rows[0].Length), packing.IsFull);
        Assert.All(Enumerable.Range(0, packing.Steps), step => Assert.Equal(lengths.Count(length => length > step), packing.RowsAt(step)));
        Assert.Equal(packing.Places, packing.PlaceAt(packing.Steps));
    });

    [Fact]
    public void SlotAt_OfAnyStep_GivesEveryRowThatTookItASlotOfItsOwn() => ForAny((_, packing) =>
    {
        var slots = Enumerable.Range(0, packing.Steps + 1).SelectMany(step => Enumerable.Range(packing.SlotAt(step), packing.SlotRows(step)));
        Assert.Equal(Enumerable.Range(0, packing.Rows + packing.Places), slots);
        Assert.Equal(packing.Rows, packing.SlotRows(0));
        Assert.All(Enumerable.Range(1, packing.Steps), step => Assert.Equal(packing.RowsAt(step - 1), packing.SlotRows(step)));
    });

    [Fact]
    public void ReversedPlaceOf_Twice_IsThePlace() => ForAny((_, packing) =>
    {
        var places = PlacesOf(packing).ToDictionary(place => place.Place, place => (place.Step, place.Row));
        foreach (var (step, row, place) in PlacesOf(packing))
        {
            var (otherStep, otherRow) = places[packing.ReversedPlaceOf(step, row)];
            Assert.Equal((packing.LengthOf(row) - 1 - step, row), (otherStep, otherRow));
            Assert.Equal(place, packing.ReversedPlaceOf(otherStep, otherRow));
        }
    });

    [Fact]
    public void Set_OfOneMaskPaddedOtherwise_IsTheSame() => ForAny((rows, packing) =>
    {
        // The same sequences, each step after a masked one: twice as long.
        var wider = PackingOf([.. rows.Select(row => row.Where(valid => valid).SelectMany(_ => (bool[])[false, true]).Concat(new bool[12]).Take(12).ToArray())]);
        if (packing.IsFull || packing.Steps > 6)
            return;
        Assert.Equal((packing.Steps, packing.Rows, packing.Places), (wider.Steps, wider.Rows, wider.Places));
        Assert.Equal(PlacesOf(packing).Select(place => packing.RowOf(place.Row)), PlacesOf(wider).Select(place => wider.RowOf(place.Row)));
    });

    [Fact]
    public void SetFull_OfAnyShape_IsTheBatchAsItCame()
    {
        var packing = new SequencePacking(4, 5, masks: false);
        packing.SetFull(3, 5);
        packing.SetFull(4, 2);
        Assert.True(packing.IsFull);
        Assert.Equal((4, 2, 4, 2, 8), (packing.PaddedSteps, packing.Batch, packing.Steps, packing.Rows, packing.Places));
        Assert.All(PlacesOf(packing), place => Assert.Equal((place.Step * 2 + place.Row, place.Place, place.Row), (place.Place, packing.SourceOf(place.Place), packing.RowOf(place.Row))));
        Assert.Equal([4, 4], new[] { packing.LengthOf(0), packing.LengthOf(1) });
        Assert.Equal(1, packing.ReversedPlaceOf(3, 1));
    }

    [Fact]
    public void Set_OfAMaskWithoutPadding_NeedsNoMemoryForMasks()
    {
        var packing = new SequencePacking(4, 5, masks: false);
        packing.Set(new SequenceMask(3, 2));
        Assert.True(packing.IsFull);
    }

    [Fact]
    public void Set_OfPaddingWithoutMemoryForIt_IsRefused() =>
        Assert.Equal("This trace was made for batches without padding; make it with masks to give one.",
            Assert.Throws<InvalidOperationException>(() => new SequencePacking(4, 5, masks: false).Set(SequenceMask.OfLengths(3, 2, 3))).Message);

    [Fact]
    public void Set_OfNothingButPadding_IsRefused() =>
        Assert.StartsWith("No step of any row is valid; give a batch with at least one.",
            Assert.Throws<ArgumentException>(() => new SequencePacking(4, 5, masks: true).Set(SequenceMask.OfLengths(3, 0, 0))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(5, 2)]
    [InlineData(4, 6)]
    public void Set_OfMoreThanItsMemory_IsRefused(int steps, int rows)
    {
        var packing = new SequencePacking(4, 5, masks: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => packing.SetFull(steps, rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => packing.Set(SequenceMask.OfLengths(steps, Enumerable.Repeat(1, rows).ToArray())));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void New_OfNothing_IsRefused(int steps, int rows) => Assert.Throws<ArgumentOutOfRangeException>(() => new SequencePacking(steps, rows, masks: true));
}
