using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Tests.Data;

public sealed class SequenceSetTests
{
    [Fact]
    public void Sequences_OfEveryForm_AreTheSame()
    {
        float[][][] steps = [[[1, 2], [3, 4]], [[5, 6]]];
        SequenceSet[] sets = [steps, steps.ToList(), new float[][,] { new float[,] { { 1, 2 }, { 3, 4 } }, new float[,] { { 5, 6 } } }, SequenceSet.Of(steps.Select(s => (IReadOnlyList<float[]>)s.ToList()))];
        Assert.All(sets, set =>
        {
            Assert.Equal((2, 2, false), (set.Count, set.Width, set.AreSymbols));
            Assert.Equal([2, 1], Enumerable.Range(0, 2).Select(set.LengthOf));
            Assert.Equal([1, 2, 3, 4], set.Inputs!.RowsOf(0).ToArray());
        });
    }

    [Fact]
    public void Series_AndSymbols_Convert()
    {
        SequenceSet series = new float[][] { [1, 2, 3] }, symbols = new int[][] { [0, 4], [1] };
        Assert.Equal((1, 1, 3), (series.Count, series.Width, series.LengthOf(0)));
        Assert.Equal((2, 5, true), (symbols.Count, symbols.Width, symbols.AreSymbols));
        Assert.Throws<ArgumentOutOfRangeException>(() => series.LengthOf(1));
    }

    [Fact]
    public void Sequences_ThatAreBroken_AreNamed()
    {
        AssertRefused("Inputs, sequence 1: it is null", () => SequenceSet.Of(new float[][,] { new float[1, 2], null! }));
        AssertRefused("Inputs, sequence 1: its steps have width 3, expected 2", () => SequenceSet.Of(new float[][,] { new float[1, 2], new float[1, 3] }));
        AssertRefused("Inputs, sequence 0: its steps have width 0", () => SequenceSet.Of(new float[][,] { new float[1, 0] }));
        AssertRefused("Inputs, sequence 1: it is empty", () => SequenceSet.Of(new float[][,] { new float[1, 2], new float[0, 2] }));
        AssertRefused("Inputs, sequence 0, step 1, column 0: the number is", () => SequenceSet.Of(new float[][] { [1, float.NegativeInfinity] }));
        AssertRefused("Inputs, sequence 0, step 1: the row is null", () => SequenceSet.Of(new float[][][] { [[1], null!] }));
        AssertRefused("Inputs, sequence 0, step 1: -1 is out of range", () => SequenceSet.OfSymbols(new int[][] { [0, -1] }));
    }

    static void AssertRefused(string beginning, Action action)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
