using System;
using System.Linq;
using Unroll.Training.Batching;

namespace Unroll.Training.Tests.Batching;

/// <summary>What a data set takes in, and what it refuses by sequence and step.</summary>
public sealed class SequenceDatasetTests
{
    static void Refuses(string message, Func<object> make) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void Inputs_OfRowsSeriesAndSymbols_AreCopiedIn()
    {
        float[][][] source = [[[1, 2], [3, 4]], [[5, 6]]];
        var rows = SequenceInputs<float>.OfRows(source);
        source[0][0][0] = 9;
        Assert.Equal((2, 2, false), (rows.Count, rows.Width, rows.AreSymbols));
        Assert.Equal([1, 2, 3, 4], rows.RowsOf(0).ToArray());
        Assert.Equal([5, 6], rows.RowsOf(1).ToArray());
        var series = SequenceInputs<float>.OfSeries([[1, 2, 3, 4], [5, 6]], width: 2);
        Assert.Equal((2, 1), (series.LengthOf(0), series.LengthOf(1)));
        var symbols = SequenceInputs<float>.OfSymbols([[0, 3], [1]]);
        Assert.Equal((4, true, 2), (symbols.Width, symbols.AreSymbols, symbols.LengthOf(0)));
        Assert.Equal([1], symbols.SymbolsOf(1).ToArray());
    }

    [Fact]
    public void Inputs_ThatCannotBe_AreRefusedBySequenceAndStep()
    {
        Refuses("Inputs: there are no sequences;", () => SequenceInputs<float>.OfRows([]));
        Refuses("Inputs, sequence 1: it is empty;", () => SequenceInputs<float>.OfRows([[[1f]], []]));
        Refuses("Inputs, sequence 1, step 2: the row has width 1, expected 2;", () => SequenceInputs<float>.OfRows([[[1f, 2]], [[1f, 2], [1f, 2], [1f]]]));
        Refuses("Inputs, sequence 0, step 0: the row has width 2, expected 3;", () => SequenceInputs<float>.OfRows([[[1f, 2]]], 3));
        Refuses("Inputs, sequence 0, step 0: the row has width 0, expected at least 1;", () => SequenceInputs<float>.OfRows([[Array.Empty<float>()]]));
        Refuses("Inputs, sequence 1, step 1, column 0: the number is NaN;", () => SequenceInputs<double>.OfRows([[[1.0, 2]], [[1.0, 2], [double.NaN, 2]]]));
        Refuses("Inputs, sequence 1, step 0, column 1: the number is Infinity;", () => SequenceInputs<double>.OfSeries([[1.0, 2], [1.0, double.PositiveInfinity]], 2));
        Refuses("Inputs, sequence 0: it has 3 numbers, which do not cut into rows of 2.", () => SequenceInputs<double>.OfSeries([[1.0, 2, 3]], 2));
        Refuses("Inputs, sequence 1, step 0: -1 is out of range, expected at least 0.", () => SequenceInputs<float>.OfSymbols([[0, 1], [-1]]));
        Refuses("Inputs, sequence 0, step 1: 2 is out of range, expected 0 to 1.", () => SequenceInputs<float>.OfSymbols([[0, 2]], 2));
        Refuses("Inputs, sequence 1: it is null.", () => SequenceInputs<float>.OfSymbols([[0], null!]));
        Refuses("Inputs, sequence 0, step 1: the row is null.", () => SequenceInputs<float>.OfRows([[[1f], null!]]));
    }

    [Fact]
    public void Targets_ThatCannotBe_AreRefused()
    {
        Refuses("Targets, sequence 1, step 0: -1 is out of range, expected at least 0.", () => SequenceTargets<float>.OfClasses([0, -1]));
        Refuses("Targets, sequence 0, step 1: -2 is out of range, expected -1 to 2.", () => SequenceTargets<float>.OfStepClasses([[0, -2]], 3));
        Refuses("Targets, sequence 1, step 0, column 0: the number is NaN;", () => SequenceTargets<float>.OfValues([[1f], [float.NaN]]));
        var inputs = SequenceInputs<float>.OfSymbols([[0, 1], [1]]);
        Refuses("There are targets for 1 sequences and inputs of 2;", () => new SequenceDataset<float>(inputs, SequenceTargets<float>.OfClasses([0])));
        Refuses("Sequence 1 has 1 steps of input and 2 of targets;", () => new SequenceDataset<float>(inputs, SequenceTargets<float>.OfStepClasses([[0, 1], [0, 1]])));
    }

    [Fact]
    public void Split_OfASet_PutsEachSequenceInOneOfTwo()
    {
        var data = new SequenceDataset<float>(SequenceInputs<float>.OfSymbols(Enumerable.Range(0, 50).Select(i => new[] { i })));
        var (first, second) = data.Split(0.3, 4);
        Assert.Equal((35, 15), (first.Count, second.Count));
        int[] Numbers(SequenceDataset<float> set) => [.. Enumerable.Range(0, set.Count).Select(set.NumberOf)];
        Assert.Equal(Enumerable.Range(0, 50), Numbers(first).Concat(Numbers(second)).Order());
        Assert.Equal(Numbers(second), Numbers(data.Split(0.3, 4).Second));
        Assert.NotEqual(Numbers(second), Numbers(data.Split(0.3, 5).Second));
        Assert.Equal(1, data.Split(0.001, 1).Second.Count);
        Assert.Equal(Numbers(first)[3], first.Pick([3]).NumberOf(0));
        Refuses("A share of 1 was asked for;", () => data.Split(1, 0).First);
        Refuses("A set of 1 sequence cannot be split;", () => data.Pick([7]).Split(0.5, 0).First);
        Refuses("Sequence 50 was picked; this set has 0 to 49.", () => data.Pick([50]));
    }
}
