using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Symbols;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Symbols;

public sealed class SymbolTaskTests
{
    static SymbolTask<float> New(ulong seed = 3, string answers = "every") =>
        new("cycle-navigation", new CycleNavigationOptions { Longest = 9, Answers = answers }, new CycleNavigation(5), new TaskSetting(seed, 4, 2));

    static string Text(SymbolTask<float> task, long step, int worker)
    {
        var batch = new Batch<float>(task.Shape);
        Assert.True(task.Fill(batch, step, worker));
        var cells = Enumerable.Range(0, batch.Steps * batch.Rows).Select(i => (batch.Symbols[i / batch.Rows, i % batch.Rows][0], batch.Targets[i / batch.Rows, i % batch.Rows][0]));
        return $"{batch.Steps}: {string.Join(" ", cells)}";
    }

    [Fact]
    public void Fill_DependsOnSeedStepAndWorkerAlone()
    {
        var (one, other) = (New(), New());
        _ = Text(other, 40, 1);
        Assert.Equal(Text(one, 7, 1), Text(other, 7, 1));
        Assert.NotEqual(Text(one, 7, 1), Text(one, 7, 0));
        Assert.NotEqual(Text(one, 7, 1), Text(one, 8, 1));
        Assert.NotEqual(Text(one, 7, 1), Text(New(seed: 4), 7, 1));
    }

    [Fact]
    public void Fill_OfOneBatch_HasOtherSequencesInItsRows()
    {
        var task = new SymbolTask<float>("even-pairs", new EvenPairsOptions { Shortest = 60, Longest = 60 }, new EvenPairs(), new TaskSetting(3, 4, 1));
        var batch = new Batch<float>(task.Shape);
        task.Fill(batch, 2, 0);
        var rows = Enumerable.Range(0, 4).Select(row => string.Concat(Enumerable.Range(0, 60).Select(step => batch.Symbols[step, row][0])));
        Assert.Equal(4, rows.Distinct().Count());
    }

    [Fact]
    public void Fill_DrawsEveryLengthUpToTheLongest()
    {
        var task = New();
        var batch = new Batch<float>(task.Shape);
        var lengths = Enumerable.Range(0, 300).Select(step =>
        {
            task.Fill(batch, step, 0);
            return batch.Steps;
        });
        Assert.Equal(Enumerable.Range(1, 9), lengths.Distinct().Order());
    }

    [Fact]
    public void Answers_AtTheEndAlone_LeaveTheOthersOut()
    {
        var task = New(answers: "last");
        var batch = new Batch<float>(task.Shape);
        task.Fill(batch, 5, 0);
        for (var step = 0; step < batch.Steps; step++)
            Assert.Equal(step == batch.Steps - 1, batch.Targets[step, 0][0] >= 0);
        Assert.DoesNotContain("length40.sequenceAccuracy", task.MetricNames);
    }

    // The first bit of one is the last too; of nine it is about half the time. A set no longer than what is trained on is no test of length.
    [Fact]
    public void Mean_IsOverTheSetsThatAreLongerThanAnyTrainingSequence()
    {
        var options = new EvenPairsOptions { Longest = 1, Tests = [new() { Name = "one", Length = 1, Count = 20 }, new() { Name = "nine", Length = 9, Count = 20 }, new() { Name = "ten", Length = 10, Count = 40 }] };
        var task = new SymbolTask<float>("even-pairs", options, new EvenPairs(), new TaskSetting(3, 4, 1));
        var metrics = task.Evaluate(AlwaysEven(), WorkerTeam.Single);
        Assert.Equal(1, metrics["one.lastAccuracy"]);
        Assert.InRange(metrics["nine.lastAccuracy"], 0.2, 0.8);
        Assert.Equal((metrics["nine.lastAccuracy"] + metrics["ten.lastAccuracy"]) / 2, metrics["test.lastAccuracy"], 12);
        Assert.Equal(task.MetricNames.Order(), metrics.Keys.Order());
    }

    static Network<float> AlwaysEven()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, [new RecurrentLayer<float>(plan, "layers.0", "elman", 2, 2, new RecurrentOptions()), new DenseLayer<float>(plan, "output", 2, 2, new DenseOptions())]);
        network.Parameters.Values[network.Parameters.Segments.Single(segment => segment.Name == "output.bias").Offset + 1] = 1;
        network.Parameters.MarkChanged();
        return network;
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefused()
    {
        var error = Assert.Throws<TaskOptionsException>(() => new SymbolTask<float>("x", new EvenPairsOptions { Shortest = 50 }, new EvenPairs(), new TaskSetting(0, 1, 1)));
        Assert.Equal("shortest is 50; it must not be over longest, which is 40.", error.Message);
        Assert.StartsWith("tests is empty", Assert.Throws<TaskOptionsException>(() => new SymbolTask<float>("x", new EvenPairsOptions { Tests = [] }, new EvenPairs(), new TaskSetting(0, 1, 1))).Message, StringComparison.Ordinal);
    }
}
