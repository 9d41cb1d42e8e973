using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Translation;

/// <summary>Greedy and beam search against the model's own whole passes, against one another, and against looking at every answer there is.</summary>
public sealed class DecoderTests
{
    static readonly int[] s_sourceLengths = [3, 5, 1, 4, 2, 5];

    static readonly int[] s_lengths = [4, 2, 5, 1, 3, 2];

    static DecodingOptions Options(int steps) => new() { Start = TranslationModel.Start, End = TranslationModel.End, MostSteps = steps };

    public static TheoryData<string> Kinds => [.. TranslationModel.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Steps_OneByOne_GiveTheBitsOfWholeSequences(string kind)
    {
        using var team = new WorkerTeam(2);
        var run = new TranslationRun(TranslationModel.Make(kind, "lstm"), s_sourceLengths, s_lengths);
        run.Forward();
        var decoder = new StepwiseDecoder<double>(run.Model, run.Trace.Encoder, s_lengths.Length + 3, team);
        decoder.Start();
        for (var step = 0; step < s_lengths.Max(); step++)
        {
            decoder.Step([.. s_lengths.Select((_, row) => run.InputAt(step, row))]);
            for (var row = 0; row < s_lengths.Length; row++)
            {
                if (step < s_lengths[row])
                    Assert.Equal(run.Trace.Decoder.Outputs[step, row].ToArray(), decoder.Outputs[0, row].ToArray());
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Greedy_OfEveryKind_IsTheLargestOutputAtEachStep(string kind)
    {
        var ended = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var run = new TranslationRun(TranslationModel.Make(kind, "lstm", seed), s_sourceLengths, s_lengths);
            var greedy = new GreedyDecoder<double>(run.Model, Options(6), 5, s_lengths.Length);
            greedy.Decode(run.Sources, run.SourceMask);
            for (var row = 0; row < s_lengths.Length; row++)
            {
                var (symbols, sum, isEnded) = Walked(run, row, 6);
                Assert.Equal(symbols, greedy.SymbolsOf(row).ToArray());
                Assert.Equal(isEnded, greedy.IsEnded(row));
                Assert.Equal(sum, greedy.LogProbabilityOf(row), 1e-12);
                ended += isEnded ? 1 : 0;
            }
        }
        Assert.InRange(ended, 1, 47);   // both ends of an answer are met
    }

    // By whole passes over what was found so far, the last step of which says what is next.
    static (List<int> Symbols, double LogProbability, bool IsEnded) Walked(TranslationRun run, int row, int steps)
    {
        var (symbols, sum) = (new List<int>(), 0.0);
        for (var step = 0; step < steps; step++)
        {
            var logits = OutputsAfter(run, row, symbols);
            var best = ArgMax.Of<double>(logits);
            sum += logits[best] - SymbolChances.LogSum<double>(logits);
            if (best == TranslationModel.End)
                return (symbols, sum, true);
            symbols.Add(best);
        }
        return (symbols, sum, false);
    }

    static double[] OutputsAfter(TranslationRun run, int row, IReadOnlyList<int> symbols)
    {
        var (batch, steps) = (s_lengths.Length, symbols.Count + 1);
        var inputs = new PinnedNumbers<int>(steps * batch);
        for (var step = 0; step < steps; step++)
            inputs.All.Slice(step * batch, batch).Fill(step == 0 ? TranslationModel.Start : symbols[step - 1]);
        var trace = run.Model.CreateTrace(run.Sources.Steps, steps, batch, TraceMode.Inference, WorkerTeam.Single, masks: true);
        run.Model.Encode(run.Sources, trace, run.SourceMask);
        run.Model.Decode(new LayerInput<double>(inputs.As(steps, batch, 1)), trace);
        return trace.Decoder.Outputs[steps - 1, row].ToArray();
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Beam_OfWidthOne_IsGreedyToTheBit(string kind)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var run = new TranslationRun(TranslationModel.Make(kind, kind == "projected" ? "lstm" : "gru", seed), s_sourceLengths, s_lengths);
            var greedy = new GreedyDecoder<double>(run.Model, Options(7), 5, s_lengths.Length);
            greedy.Decode(run.Sources, run.SourceMask);
            var beam = new BeamDecoder<double>(run.Model, Options(7), new BeamOptions { Width = 1, LengthPenalty = 0.6 }, 5, s_lengths.Length).Decode(run.Sources, run.SourceMask);
            for (var row = 0; row < s_lengths.Length; row++)
            {
                var only = Assert.Single(beam[row]);
                Assert.Equal(greedy.SymbolsOf(row).ToArray(), only.Symbols);
                Assert.Equal((greedy.IsEnded(row), greedy.LogProbabilityOf(row)), (only.IsEnded, only.LogProbability));
            }
        }
    }

    /// <summary>1 + 3 + 9 + 27 answers that end and 81 that are cut: a beam with room for all of them drops none and ranks them as they are.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(2.0)]
    public void Beam_WithRoomForAllAnswers_IsExhaustive(double penalty)
    {
        const int Steps = 4, All = 1 + 3 + 9 + 27 + 81;
        var run = new TranslationRun(TranslationModel.Make("one layer", "lstm"), s_sourceLengths, s_lengths);
        var options = new BeamOptions { Width = All, Best = All, LengthPenalty = penalty };
        var found = new BeamDecoder<double>(run.Model, Options(Steps), options, 5, s_lengths.Length).Decode(run.Sources, run.SourceMask);
        foreach (var row in (int[])[0, 2])
        {
            var answers = AllAnswers(Steps).Select(answer => Scored(run, row, answer, Steps, penalty)).OrderByDescending(one => one.IsEnded).ThenByDescending(one => one.Score).ToArray();
            Assert.Equal(All, found[row].Length);
            Assert.Equal(1, answers.Sum(answer => Math.Exp(answer.LogProbability)), 1e-12);
            for (var rank = 0; rank < All; rank++)
            {
                Assert.Equal(answers[rank].Symbols, found[row][rank].Symbols);
                Assert.Equal(answers[rank].IsEnded, found[row][rank].IsEnded);
                Assert.Equal(answers[rank].LogProbability, found[row][rank].LogProbability, 1e-12);
                Assert.Equal(answers[rank].Score, found[row][rank].Score, 1e-12);
            }
        }
    }

    /// <summary>The search written out: of all ways to go on, as many stay as the beam is wide, less those that have ended.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Beam_OfAnyWidth_IsTheSearchWrittenOut(int width)
    {
        const int Steps = 5;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var run = new TranslationRun(TranslationModel.Make("one layer", "gru", seed), s_sourceLengths, s_lengths);
            var found = new BeamDecoder<double>(run.Model, Options(Steps), new BeamOptions { Width = width, Best = width }, 5, s_lengths.Length).Decode(run.Sources, run.SourceMask);
            foreach (var row in (int[])[0, 3])
            {
                var expected = WrittenOut(run, row, width, Steps);
                Assert.Equal(expected.Select(one => string.Join(' ', one.Symbols)), found[row].Select(one => string.Join(' ', one.Symbols)));
                Assert.Equal(expected.Select(one => one.IsEnded), found[row].Select(one => one.IsEnded));
            }
        }
    }

    static Hypothesis[] WrittenOut(TranslationRun run, int row, int width, int steps)
    {
        var (going, done) = (new List<Hypothesis> { new([], 0, 0, false) }, new List<Hypothesis>());
        for (var step = 0; step < steps; step++)
        {
            var ways = new List<Hypothesis>();
            foreach (var one in going)
            {
                var logits = OutputsAfter(run, row, one.Symbols);
                for (var symbol = 0; symbol < TranslationModel.Answers; symbol++)
                    ways.Add(new([.. one.Symbols, symbol], one.LogProbability + logits[symbol] - SymbolChances.LogSum<double>(logits), 0, symbol == TranslationModel.End));
            }
            var kept = ways.OrderByDescending(way => way.LogProbability).Take(width - done.Count).ToArray();
            done.AddRange(kept.Where(way => way.IsEnded).Select(way => way with { Symbols = [.. way.Symbols.SkipLast(1)] }));
            going = [.. kept.Where(way => !way.IsEnded)];
        }
        return [.. done.OrderByDescending(one => one.LogProbability), .. going];
    }

    static IEnumerable<int[]> AllAnswers(int steps)
    {
        var level = new List<int[]> { Array.Empty<int>() };
        for (var length = 0; length <= steps; length++)
        {
            foreach (var answer in level)
                yield return answer;
            level = [.. level.SelectMany(answer => Enumerable.Range(0, 3).Select(symbol => (int[])[.. answer, symbol]))];
        }
    }

    static Hypothesis Scored(TranslationRun run, int row, int[] answer, int most, double penalty)
    {
        var isEnded = answer.Length < most;
        var (sum, steps) = (0.0, isEnded ? answer.Length + 1 : answer.Length);
        for (var step = 0; step < steps; step++)
        {
            var logits = OutputsAfter(run, row, answer[..step]);
            sum += logits[step < answer.Length ? answer[step] : TranslationModel.End] - SymbolChances.LogSum<double>(logits);
        }
        return new Hypothesis(answer, sum, sum / Math.Pow((5.0 + steps) / 6, penalty), isEnded);
    }

    /// <summary>A model of zeros gives every symbol the same chance, so that only the rule for equals decides.</summary>
    [Fact]
    public void Ties_AmongSymbols_GoToTheLowest()
    {
        var run = new TranslationRun(TranslationModel.Make("one layer", "gru"), s_sourceLengths, s_lengths);
        run.Model.Parameters.Values.Clear();
        run.Model.Parameters.MarkChanged();
        var greedy = new GreedyDecoder<double>(run.Model, Options(3), 5, s_lengths.Length);
        greedy.Decode(run.Sources, run.SourceMask);
        Assert.Equal([0, 0, 0], greedy.SymbolsOf(1).ToArray());
        Assert.False(greedy.IsEnded(1));
        var beam = new BeamDecoder<double>(run.Model, Options(2), new BeamOptions { Width = 5, Best = 5 }, 5, s_lengths.Length).Decode(run.Sources, run.SourceMask)[1];
        // The end at once is first; of all answers of two steps, which are cut or end with the second, those that go on from the lowest symbol stay.
        Assert.Equal(["", "0", "0 0", "0 1", "0 2"], beam.Select(one => string.Join(' ', one.Symbols)));
        Assert.Equal([true, true, false, false, false], beam.Select(one => one.IsEnded));
    }

    [Fact]
    public void Beam_OfAnyWidth_GivesTheSameOnAnyThreadsAndInAnyCompany()
    {
        var model = TranslationModel.Make("stack", "lstm");
        var options = new BeamOptions { Width = 3, Best = 3, LengthPenalty = 1 };
        string[] Texts(TranslationRun run, WorkerTeam team) =>
            [.. new BeamDecoder<double>(model, Options(6), options, run.Sources.Steps, run.Sources.Batch, team).Decode(run.Sources, run.SourceMask).Select(all => string.Join("; ", all.Select(one => $"{string.Join(' ', one.Symbols)}: {one.Score:R}")))];
        var expected = Texts(new TranslationRun(model, s_sourceLengths, s_lengths), WorkerTeam.Single);
        using var team = new WorkerTeam(3);
        Assert.Equal(expected, Texts(new TranslationRun(model, s_sourceLengths, s_lengths, padding: 2), team));
        Assert.Equal(expected, s_lengths.Select((length, row) => Texts(new TranslationRun(model, [s_sourceLengths[row]], [length], firstRow: row), team).Single()));
        Assert.Equal(s_lengths.Length, expected.Distinct().Count());
    }

    [Fact]
    public void Greedy_OnceMade_AllocatesNothing()
    {
        var run = new TranslationRun(TranslationModel.Make("both ways", "lstm"), s_sourceLengths, s_lengths);
        var greedy = new GreedyDecoder<double>(run.Model, Options(20), 5, s_lengths.Length);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 12 && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            greedy.Decode(run.Sources, run.SourceMask);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(3, 4, "The end symbol is 4, but the decoder writes symbols 0 to 3; give one of these, or no answer ever ends.")]
    [InlineData(3, -1, "The end symbol is -1, but the decoder writes symbols 0 to 3; give one of these, or no answer ever ends.")]
    [InlineData(4, 3, "The start symbol is 4, but the decoder reads symbols 0 to 3; give one of these.")]
    public void Symbols_ThatTheDecoderDoesNotHave_AreRefused(int start, int end, string message)
    {
        var model = TranslationModel.Make("one layer", "gru");
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new GreedyDecoder<double>(model, new() { Start = start, End = end }, 5, 2)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new BeamDecoder<double>(model, new() { Start = start, End = end }, new(), 5, 2)).Message);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedInOneLine()
    {
        Assert.Contains("Width is 0; it must be from 1 to 10,000.", Assert.Throws<ArgumentOutOfRangeException>(() => new BeamOptions { Width = 0 }).Message, StringComparison.Ordinal);
        Assert.Contains("Width is 20000", Assert.Throws<ArgumentOutOfRangeException>(() => new BeamOptions { Width = 20_000 }).Message, StringComparison.Ordinal);
        Assert.Contains("LengthPenalty is NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new BeamOptions { LengthPenalty = double.NaN }).Message, StringComparison.Ordinal);
        Assert.Contains("MostSteps is 0; it must be from 1 to 1,000,000.", Assert.Throws<ArgumentOutOfRangeException>(() => new DecodingOptions { Start = 0, End = 0, MostSteps = 0 }).Message, StringComparison.Ordinal);
        var model = TranslationModel.Make("one layer", "gru");
        Assert.StartsWith("The 5 best answers were asked for, and a beam of width 4 has at most 4", Assert.Throws<ArgumentException>(() => new BeamDecoder<double>(model, Options(5), new() { Best = 5 }, 5, 2)).Message);
        Assert.StartsWith("Answers of up to 1,000,000 steps", Assert.Throws<InsufficientMemoryException>(() => new GreedyDecoder<double>(model, Options(1_000_000), 5, 3000)).Message);
        Assert.StartsWith("Beams of width 10,000", Assert.Throws<InsufficientMemoryException>(() => new BeamDecoder<double>(model, Options(5), new() { Width = 10_000 }, 5, 300_000)).Message);
    }

    [Fact]
    public void Outputs_ThatAreNotNumbers_AreRefused()
    {
        var run = new TranslationRun(TranslationModel.Make("one layer", "gru"), s_sourceLengths, s_lengths);
        run.Model.Parameters.Values.Fill(double.NaN);
        run.Model.Parameters.MarkChanged();
        Assert.StartsWith("Step 0 of row 0: the decoder wrote something that is not a number", Assert.Throws<InvalidOperationException>(() => new GreedyDecoder<double>(run.Model, Options(3), 5, 6).Decode(run.Sources, run.SourceMask)).Message);
        Assert.StartsWith("Step 0 of row 0: the decoder wrote something that is not a number", Assert.Throws<InvalidOperationException>(() => new BeamDecoder<double>(run.Model, Options(3), new(), 5, 6).Decode(run.Sources, run.SourceMask)).Message);
    }

    [Fact]
    public void Draw_OfManyNumbers_FollowsTheSoftmax()
    {
        double[] outputs = [0, Math.Log(3), double.NegativeInfinity, Math.Log(4)];
        var counts = new int[4];
        for (var i = 0; i < 8000; i++)
            counts[SymbolChances.Draw<double>(outputs, (i + 0.5) / 8000)]++;
        Assert.Equal([1000, 3000, 0, 4000], counts);
        Assert.Equal(-1, SymbolChances.Draw<double>([0, double.NaN], 0.5));
    }
}
