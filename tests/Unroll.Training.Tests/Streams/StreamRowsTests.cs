using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Training.Streams;

namespace Unroll.Training.Tests.Streams;

/// <summary>Whatever the documents, every step's loss counts once and reaches back as far as was asked.</summary>
public sealed class StreamRowsTests
{
    static Gen<(int[] Lengths, StreamOptions Options)> Cases =>
        from lengths in Gen.Choose(1, 20).ArrayOf().Where(array => array.Length > 0)
        from rows in Gen.Choose(1, 6)
        from length in Gen.Choose(1, 9)
        from stride in Gen.Choose(1, length)
        from shuffle in Gen.Elements(true, false)
        select (lengths, new StreamOptions { Rows = rows, Length = length, Stride = stride, Shuffle = shuffle, Seed = 3 });

    static void Check(Action<int[], StreamOptions, StreamRows> hold) =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Cases.ToArbitrary(), sample => hold(sample.Lengths, sample.Options, new StreamRows(sample.Lengths, sample.Options, sample.Options.Rows))));

    [Fact]
    public void Windows_OfAnyDocuments_HoldEveryTargetOnce() => Check((lengths, options, streams) =>
    {
        var seen = lengths.Select(length => new int[length]).ToArray();
        for (var row = 0; row < options.Rows; row++)
        {
            for (var window = 0; window < streams.MostWindows; window++)
            {
                var read = streams[row, window];
                Assert.InRange(read.Steps, 0, Math.Min(options.Length, streams.MostSteps));
                for (var step = read.FirstTarget; step < read.First + read.Steps; step++)
                    seen[read.Document][step]++;
            }
            Assert.Equal(0, streams[row, streams.MostWindows].Steps);
        }
        Assert.All(seen, document => Assert.All(document, times => Assert.Equal(1, times)));
    });

    [Fact]
    public void Windows_ThatGoOn_StartWhereTheStateWasKept() => Check((lengths, options, streams) =>
    {
        for (var row = 0; row < options.Rows; row++)
        {
            int? kept = null;   // the step that the kept state is ahead of
            for (var window = 0; streams[row, window] is { Steps: > 0 } read; window++)
            {
                if (read.GoesOn)
                    Assert.Equal(kept, read.First);
                // A window reaches back a whole length, or to where its row started anew.
                if (options.Stride < options.Length && read.GoesOn && read.FirstTarget + options.Stride == read.First + read.Steps)
                    Assert.Equal(options.Length, read.Steps);
                kept = read.KeptSteps == 0 ? (read.GoesOn ? kept : null) : read.First + (read.KeptSteps == -1 ? read.Steps : read.KeptSteps);
            }
        }
    });

    [Fact]
    public void Windows_EndToEnd_AreOfOneLengthButForAStep() => Check((lengths, options, _) =>
    {
        var streams = new StreamRows(lengths, options with { Stride = null }, options.Rows);
        for (var row = 0; row < options.Rows; row++)
        {
            var (shortest, longest, before) = (0, 0, default(StreamWindow));
            for (var window = 0; streams[row, window] is { Steps: > 0 } read; window++)
            {
                (shortest, longest) = read.GoesOn ? (Math.Min(shortest, read.Steps), Math.Max(longest, read.Steps)) : (read.Steps, read.Steps);
                Assert.InRange(longest - shortest, 0, 1);
                Assert.Equal(read.First, read.FirstTarget);
                Assert.True(!read.GoesOn || before.Document == read.Document);
                before = read;
            }
        }
    });

    // 100,003 steps in 50 streams: 47 of 2,000 and 3 of 2,001, which take a window more. Were the others not cut as often, the last window of an epoch would hold 3 targets.
    [Theory]
    [InlineData(100_003, 50, 50)]
    [InlineData(100_001, 50, 50)]
    [InlineData(1_003_853, 64, 64)]
    [InlineData(999, 10, 7)]
    public void LastWindow_OfAnEpoch_IsAsFullAsTheOthers(int steps, int rows, int length)
    {
        var streams = new StreamRows([steps], new StreamOptions { Length = length }, rows);
        var targets = Enumerable.Range(0, streams.MostWindows).Select(window => Enumerable.Range(0, rows).Sum(row => streams[row, window].Steps)).ToArray();
        Assert.Equal(steps, targets.Sum());
        Assert.InRange(targets.Min(), targets.Max() - rows, targets.Max());
        Assert.InRange(targets.Max(), 1, rows * length);
    }
}
