using System;
using System.Linq;
using Unroll.Networks.Sequences;

namespace Unroll.Networks.Tests.Sequences;

public sealed class SequenceMaskTests
{
    static string Drawn(SequenceMask mask) => string.Join(' ', Enumerable.Range(0, mask.Batch).Select(row => string.Concat(Enumerable.Range(0, mask.Steps).Select(step => mask[step, row] ? 'x' : '.'))));

    [Fact]
    public void New_OfAnyShape_MasksNothing() => Assert.Equal("xxx xxx", Drawn(new SequenceMask(3, 2)));

    [Fact]
    public void OfLengths_OfSomeRows_PadsAfterThem()
    {
        var mask = SequenceMask.OfLengths(3, 2, 0, 3, 1);
        Assert.Equal("xx. ... xxx x..", Drawn(mask));
        Assert.Equal((3, 4, 3, 4), (mask.Steps, mask.Batch, mask.MostSteps, mask.MostRows));
    }

    [Fact]
    public void SetLengths_PaddedInFront_PadsBeforeThem()
    {
        var mask = new SequenceMask(3, 4);
        mask.SetLengths([2, 0, 3, 1], padInFront: true);
        Assert.Equal(".xx ... xxx ..x", Drawn(mask));
    }

    [Fact]
    public void SetLengths_OverAnotherMask_ForgetsIt()
    {
        var mask = new SequenceMask(3, 2) { [0, 0] = false, [2, 1] = false };
        Assert.Equal(".xx xx.", Drawn(mask));
        mask.SetLengths([2, 3]);
        Assert.Equal("xx. xxx", Drawn(mask));
    }

    [Fact]
    public void Places_OfAMask_AreItsStepsOneAfterAnother()
    {
        var mask = new SequenceMask(2, 3) { [0, 2] = false, [1, 0] = false };
        Assert.Equal([true, true, false, false, true, true], mask.Places.ToArray());
    }

    [Fact]
    public void Reshape_ToAnotherShape_MasksNothing()
    {
        var mask = new SequenceMask(4, 3);
        mask.SetLengths([0, 0, 0]);
        mask.Reshape(2, 3);
        Assert.Equal("xx xx xx", Drawn(mask));
        mask.Reshape(4, 1);
        Assert.Equal("xxxx", Drawn(mask));
        Assert.Equal((4, 1, 4, 3), (mask.Steps, mask.Batch, mask.MostSteps, mask.MostRows));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 4)]
    public void Reshape_ToWhatItCannotHold_IsRefused(int steps, int batch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceMask(4, 3).Reshape(steps, batch));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void New_OfNothing_IsRefused(int steps, int batch) => Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceMask(steps, batch));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 2)]
    public void Item_OutsideTheBatch_IsRefused(int step, int row)
    {
        var mask = new SequenceMask(4, 3);
        mask.Reshape(2, 2);   // what lies beyond belongs to the memory, not to the batch
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[step, row]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[step, row] = false);
    }

    [Fact]
    public void SetLengths_WithoutOneForEachRow_SaysHowMany()
    {
        var error = Assert.Throws<ArgumentException>(() => new SequenceMask(4, 3).SetLengths([1, 2]));
        Assert.StartsWith("2 lengths were given for 3 rows; give one for each row.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void SetLengths_WithALengthThatCannotBe_SaysWhichRow(int length)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceMask(4, 2).SetLengths([4, length]));
        Assert.StartsWith($"Row 1 has length {length}; give 0 to 4, the steps of the batch.", error.Message, StringComparison.Ordinal);
    }
}
