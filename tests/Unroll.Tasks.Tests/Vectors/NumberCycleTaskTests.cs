using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Vectors;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Vectors;

public sealed class NumberCycleTaskTests
{
    static NumberCycleTask<double> New(NumberCycleOptions options, int batch = 1) => new(options, new TaskSetting(0, batch, 1));

    static (string[] Inputs, string[] Wanted) Sequence(NumberCycleOptions options)
    {
        var task = New(options);
        var batch = new Batch<double>(task.Shape);
        Assert.True(task.Fill(batch, 3, 0));
        return ([.. Enumerable.Range(0, batch.Steps).Select(step => string.Concat(batch.Dense[step, 0].ToArray()))], [.. Enumerable.Range(0, batch.Steps).Select(step => string.Concat(batch.TargetValues[step, 0].ToArray()))]);
    }

    // 1 to 3 in two bits is an affine map: what it writes is exact, ties and all, unless it is moved.
    static Network<double> Successor(double moved)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, [new DenseLayer<double>(plan, "map", 2, 2)]);
        double[] values = [-1, 1, -1, 0, 2 + moved, 0];   // W row by row, then b
        values.CopyTo(network.Parameters.Values);
        network.Parameters.MarkChanged();
        return network;
    }

    static IReadOnlyDictionary<string, double> Evaluate(double moved, string stimulus = "count") =>
        New(new NumberCycleOptions { First = 1, Last = 3, Bits = 2, LongRounds = 4, Stimulus = stimulus }).Evaluate(Successor(moved), WorkerTeam.Single);

    [Fact]
    public void Fill_CountsInFourBitsAndLoopsBack()
    {
        var (inputs, wanted) = Sequence(new NumberCycleOptions());
        Assert.Equal(["0001", "0010", "0011", "0100", "0101", "0110", "0111", "1000", "1001"], inputs);
        Assert.Equal(["0010", "0011", "0100", "0101", "0110", "0111", "1000", "1001", "0001"], wanted);
    }

    [Fact]
    public void Fill_OfTwoRounds_GoesOnWithTheFirstNumber()
    {
        var (inputs, wanted) = Sequence(new NumberCycleOptions { Last = 2, Rounds = 2 });
        Assert.Equal(["0001", "0010", "0001", "0010"], inputs);
        Assert.Equal(["0010", "0001", "0010", "0001"], wanted);
    }

    [Fact]
    public void Fill_WithAConstantStimulus_WantsTheCountAllTheSame()
    {
        var (inputs, wanted) = Sequence(new NumberCycleOptions { Last = 2, Rounds = 2, Stimulus = "constant" });
        Assert.Equal(["0001", "0001", "0001", "0001"], inputs);
        Assert.Equal(["0010", "0001", "0010", "0001"], wanted);
    }

    [Fact]
    public void Evaluate_OfTheExactMap_IsRightInEveryWay()
    {
        var metrics = Evaluate(0);
        Assert.Equal((0.0, 12.0, 3.0), (metrics["long.squaredError"], metrics["alone.count"], metrics["test.count"]));
        Assert.All(metrics.Where(metric => metric.Key.EndsWith("Accuracy", StringComparison.Ordinal)), metric => Assert.Equal(1.0, metric.Value));
        Assert.Equal(New(new NumberCycleOptions { Last = 3, Bits = 2 }).MetricNames.Order(), metrics.Keys.Order());
    }

    [Fact]
    public void Evaluate_OfAMapOffByAHair_MissesEveryNumberWithTwoOnesByTies()
    {
        var metrics = Evaluate(1e-9);
        Assert.Equal((1.0, 1.0, 1.0), (metrics["test.thresholdAccuracy"], metrics["long.thresholdAccuracy"], metrics["alone.thresholdAccuracy"]));
        Assert.Equal((2.0, 8.0), (metrics["test.tiesCorrect"], metrics["long.tiesCorrect"]));
        // Alone it reads 2 where 3 was meant, and stays there: right by chance one time in three.
        Assert.Equal(4.0, metrics["alone.tiesCorrect"]);
        Assert.InRange(metrics["test.squaredError"], 0.5e-18, 2e-18);
    }

    [Fact]
    public void Evaluate_WithAConstantStimulus_HasNothingToGoOnWithAlone()
    {
        var metrics = Evaluate(0, "constant");
        Assert.DoesNotContain("alone.count", metrics.Keys);
        Assert.Equal((1.0, 4.0), (metrics["test.tiesCorrect"], metrics["long.tiesCorrect"]));   // the map always says 2
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefused()
    {
        static string Refusal(NumberCycleOptions options, int batch = 1) => Assert.Throws<TaskOptionsException>(() => New(options, batch)).Message;
        Assert.Equal("first is 9; it must be under last, which is 9.", Refusal(new NumberCycleOptions { First = 9 }));
        Assert.Equal("last is 16, which 4 bits do not hold; at most 15, or set task.bits.", Refusal(new NumberCycleOptions { Last = 16 }));
        Assert.Equal(
            "rounds is 8192, which with 524,288 numbers each makes 4,294,967,296 steps; at most 10,000,000: fewer rounds, or a smaller last.",
            Refusal(new NumberCycleOptions { First = 0, Last = 524_287, Bits = 20, Rounds = 8192 }));
        Assert.StartsWith("longRounds is 10, which", Refusal(new NumberCycleOptions { First = 0, Last = 1_048_575, Bits = 20 }), StringComparison.Ordinal);
        Assert.Equal("kind 'number-cycle' has one sequence, and train.batch is 2 with train.workers 1; set both to 1.", Refusal(new NumberCycleOptions(), batch: 2));
    }

    [Fact]
    public void ReadRows_TakesNumbers()
    {
        var rows = New(new NumberCycleOptions()).ReadRows("1, 15 6");
        Assert.Equal(["0001", "1111", "0110"], rows.Select(row => string.Concat(row)));
    }

    [Theory]
    [InlineData("1 16", "has '16', which is no number of 4 bits; give numbers from 0 to 15, for example \"1 2\".")]
    [InlineData("-1", "has '-1', which is no number of 4 bits; give numbers from 0 to 15, for example \"1 2\".")]
    [InlineData(" ", "is empty; give numbers from 0 to 15, for example \"1 2\".")]
    public void ReadRows_OfAnythingElse_SaysWhatIsWanted(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => New(new NumberCycleOptions()).ReadRows(text)).Message);
}
