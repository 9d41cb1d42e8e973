using System.IO;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Runs;

public sealed class MetricStopTests
{
    // The test data are measured every eight steps; the accuracy of a network that knows nothing is about a half.
    [Fact]
    public void Metric_WithinItsBound_EndsTheRunThere()
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAccuracy\",\"steps\":1,\"atLeast\":0}"), folder.Path);
        Assert.Equal((8L, RunOutcome.Finished), (result.Steps, result.Outcome));
        Assert.Contains("\"learnt\"", File.ReadAllText(folder["events.jsonl"]));
        Assert.Equal(20L, Some.Run(Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAccuracy\",\"steps\":1,\"atLeast\":1.1}"), folder["other"]).Steps);
        Assert.Equal(8L, Some.Run(Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAccuracy\",\"steps\":1,\"atMost\":1}"), folder["most"]).Steps);
    }

    [Fact]
    public void Change_UnderItsBound_NeedsTwoMeasures()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAccuracy\",\"steps\":1,\"changeUnder\":2}");
        Assert.Equal(16L, Some.Run(recipe, folder["whole"]).Steps);
        Some.RunUntil(10, recipe, folder["parts"]);
        Assert.Equal(16L, Some.Run(recipe, folder["parts"], resume: true).Steps);
        Assert.Equal(File.ReadAllText(folder[Path.Combine("whole", "events.jsonl")]), File.ReadAllText(folder[Path.Combine("parts", "events.jsonl")]));
    }

    [Fact]
    public void Metric_ThatTheTaskHasNot_IsRefusedBeforeTraining()
    {
        var error = Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAcuracy\",\"atLeast\":0}")));
        Assert.StartsWith("parity: train.stopWhen.metric 'test.lastBitAcuracy' is not known. Did you mean 'test.lastBitAccuracy'?", error.Message);
    }
}
