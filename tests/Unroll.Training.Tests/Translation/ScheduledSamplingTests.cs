using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;
using Unroll.Training.Translation;

namespace Unroll.Training.Tests.Translation;

/// <summary>What a decoder in training reads of its own: chosen by coins that depend on nothing but seed, worker, batch, row and step.</summary>
public sealed class ScheduledSamplingTests
{
    [Fact]
    public void Share_OfOne_IsTeacherForcingToTheBit()
    {
        var forced = Reversal.Train(null);
        Assert.Equal(forced, Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(1) }));
        Assert.NotEqual(forced, Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }));
        Assert.Equal(Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }), Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }));
        Assert.NotEqual(Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }), Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5), Seed = 1 }));
        Assert.NotEqual(Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }), Reversal.Train(new ScheduledSampling { Teacher = new ConstantTeacher(0.5), Choice = OwnChoice.MostLikely }));
    }

    /// <summary>The first update is forced, from the second on nothing is.</summary>
    [Fact]
    public void Share_ThatFalls_FollowsTheUpdates()
    {
        var falling = new ScheduledSampling { Teacher = new LinearTeacher(1, 1) };
        Assert.Equal(Reversal.Train(null, steps: 1), Reversal.Train(falling, steps: 1));
        Assert.NotEqual(Reversal.Train(null, steps: 2), Reversal.Train(falling, steps: 2));
    }

    [Fact]
    public void Inputs_AtAShareOfNothing_AreWhatGreedyDecodingReads()
    {
        var model = Reversal.Model(seed: 4);
        var (batch, chosen) = Chosen(model, new ScheduledSampling { Teacher = new ConstantTeacher(0), Choice = OwnChoice.MostLikely });
        var greedy = new GreedyDecoder<float>(model, new DecodingOptions { Start = Reversal.End, End = Reversal.End, MostSteps = batch.Steps }, batch.Source!.Steps, batch.Rows);
        greedy.Decode(batch.Source.Inputs, batch.Source.Mask);
        for (var row = 0; row < batch.Rows; row++)
        {
            Assert.Equal(Reversal.End, chosen[0, row]);
            for (var step = 1; step < batch.Steps && step <= greedy.SymbolsOf(row).Length; step++)
                Assert.Equal(greedy.SymbolsOf(row)[step - 1], chosen[step, row]);
        }
        Assert.Contains(Enumerable.Range(0, batch.Rows), row => greedy.SymbolsOf(row).Length > 1);
    }

    /// <summary>Each own symbol is one that could be drawn, and they are drawn as often as the model says: from a model of zeros, each of five.</summary>
    [Fact]
    public void Inputs_DrawnFromAModelOfZeros_AreEvenlySpread()
    {
        var model = Reversal.Model();
        model.Parameters.Values.Clear();
        model.Parameters.MarkChanged();
        var counts = new int[Reversal.Symbols + 1];
        for (var number = 0; number < 20; number++)
        {
            var (batch, chosen) = Chosen(model, new ScheduledSampling { Teacher = new ConstantTeacher(0) }, number: number);
            for (var step = 1; step < batch.Steps; step++)
            {
                for (var row = 0; row < batch.Rows; row++)
                    counts[chosen[step, row]]++;
            }
        }
        var all = counts.Sum();
        Assert.All(counts, count => Assert.InRange(count, all * 0.17, all * 0.23));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.75)]
    public void Coins_OfManyTokens_KeepToTheShare(double share)
    {
        // All weights zero but for the end's bias: its own symbol is always the end, which no answer holds.
        var model = Reversal.Model();
        model.Parameters.Values.Clear();
        model.Parameters.Values[^1] = 50;
        model.Parameters.MarkChanged();
        var (own, all) = (0, 0);
        for (var number = 0; number < 20; number++)
        {
            var (batch, chosen) = Chosen(model, new ScheduledSampling { Teacher = new ConstantTeacher(share), Choice = OwnChoice.MostLikely }, number: number);
            for (var step = 1; step < batch.Steps; step++)
            {
                for (var row = 0; row < batch.Rows; row++)
                    (own, all) = (own + (chosen[step, row] == Reversal.End ? 1 : 0), all + 1);
            }
        }
        Assert.InRange((double)own / all, 1 - share - 0.05, 1 - share + 0.05);
    }

    [Fact]
    public void Inputs_AreAFunctionOfSeedWorkerBatchRowAndStep()
    {
        var model = Reversal.Model(seed: 4);
        var sampling = new ScheduledSampling { Teacher = new ConstantTeacher(0.5) };
        var (batch, expected) = Chosen(model, sampling);
        using var team = new WorkerTeam(3);
        Assert.Equal(expected, Chosen(model, sampling, team: team).Chosen);
        Assert.NotEqual(expected, Chosen(model, sampling, number: 1).Chosen);
        Assert.NotEqual(expected, Chosen(model, sampling, worker: 1).Chosen);
        Assert.NotEqual(expected, Chosen(model, sampling with { Seed = 2 }).Chosen);
        // Beside fewer others, and so with less padding, a row's inputs are the same.
        var alone = Chosen(model, sampling, rows: 3);
        for (var row = 0; row < 3; row++)
        {
            for (var step = 0; step < alone.Batch.Steps; step++)
                Assert.Equal(expected[step, row], alone.Chosen[step, row]);
        }
        Assert.True(alone.Batch.Steps < batch.Steps);
    }

    // What the decoder reads of the first pairs, shortest first.
    static (Batch<float> Batch, int[,] Chosen) Chosen(EncoderDecoder<float> model, ScheduledSampling sampling, int rows = 30, long number = 0, int worker = 0, WorkerTeam? team = null)
    {
        var task = new TranslationTask<float>(Reversal.Pairs(30).Pick([.. Order(rows)]), new TranslationOptions { Batching = new() { MostPadding = 0.95, MostRows = 100, Shuffle = false } });
        var batch = new Batch<float>(task.Shape);
        task.Fill(batch, 0, 0);
        Assert.Equal(rows, batch.Rows);
        var trace = model.CreateTrace(batch.Source!.Steps, batch.Steps, batch.Rows, TraceMode.Training, team ?? WorkerTeam.Single, masks: true);
        model.Encode(batch.Source.Inputs, trace, batch.Source.Mask);
        var own = new OwnInputs<float>(sampling, new StepwiseDecoder<float>(model, trace.Encoder, rows, team ?? WorkerTeam.Single));
        own.Choose(batch, new BatchPosition(0, number, worker, default));
        var chosen = new int[batch.Steps, batch.Rows];
        for (var step = 0; step < batch.Steps; step++)
        {
            for (var row = 0; row < batch.Rows; row++)
                chosen[step, row] = batch.Symbols[step, row][0];
        }
        return (batch, chosen);
    }

    static int[] Order(int rows)
    {
        var pairs = Reversal.Pairs(30);
        return [.. Enumerable.Range(0, 30).OrderBy(pairs.Sources.LengthOf).ThenBy(pair => pair).Take(rows)];
    }

    [Fact]
    public void Schedules_OverARun_FallAsPublished()
    {
        Assert.Equal([0.3, 0.3], Shares(new ConstantTeacher(0.3), 0, 1000));
        Assert.Equal([0.9, 0.8, 0.25, 0.25], Shares(new LinearTeacher(0.9, 0.1, 0.25), 0, 1, 7, 1_000_000_000), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 0.5, 0.125, 0], Shares(new ExponentialTeacher(0.5), 0, 1, 3, 5000));
        Assert.Equal([10 / 11.0, 0.5, 0], Shares(new InverseSigmoidTeacher(10), 0, 23, 100_000), (a, b) => Math.Abs(a - b) < 0.01);
        Assert.Equal(0.5, new InverseSigmoidTeacher(Math.E).ShareAt(1) / (Math.E / (Math.E + Math.Exp(1 / Math.E))) / 2, 1e-12);
    }

    static double[] Shares(ITeacherSchedule schedule, params long[] steps) => [.. steps.Select(schedule.ShareAt)];

    [Fact]
    public void Schedules_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantTeacher(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearTeacher(0.5, -0.1));
        Assert.Contains("least is 0.6; it must be at most the first share, 0.5", Assert.Throws<ArgumentOutOfRangeException>(() => new LinearTeacher(0.5, 0.1, 0.6)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialTeacher(1));
        Assert.Contains("k is 0.5; it must be a finite number of at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new InverseSigmoidTeacher(0.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduledSampling { Teacher = new ConstantTeacher(1), Choice = (OwnChoice)7 });
        Assert.Throws<ArgumentNullException>(() => new ScheduledSampling { Teacher = null! });
    }

    sealed class BadTeacher : ITeacherSchedule
    {
        public double ShareAt(long step) => double.NaN;
    }

    [Fact]
    public void Step_WithAScheduleOutOfRange_IsRefused() => Assert.StartsWith("The teacher's share at step 0 is NaN",
        Assert.Throws<InvalidOperationException>(() => Reversal.Train(new ScheduledSampling { Teacher = new BadTeacher() })).Message);
}
