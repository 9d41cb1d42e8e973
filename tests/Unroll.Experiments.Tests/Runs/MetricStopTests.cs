using System.IO;
using System.Linq;
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

    // A run that ended by its test data, and was killed before it said so: what is in its log already must not come twice.
    [Fact]
    public void Run_EndedByItsTestDataAndTakenUp_EndsWithTheSameFiles()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAccuracy\",\"steps\":1,\"atLeast\":0}");
        var result = Some.Run(recipe, folder["run"]);
        var files = new[] { "events.jsonl", "metrics.json", "diagnosis.json" }.Select(name => folder[Path.Combine("run", name)]).ToArray();
        var before = files.Select(File.ReadAllText).ToArray();
        File.Delete(files[1]);
        File.Delete(files[2]);
        Assert.Equal(result.Metrics, Some.Run(recipe, folder["run"], resume: true).Metrics);
        Assert.Equal(before, files.Select(File.ReadAllText));
    }

    [Fact]
    public void Metric_ThatTheTaskHasNot_IsRefusedBeforeTraining()
    {
        var error = Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless("task.curriculum.most=2", "train.stopWhen={\"metric\":\"test.lastBitAcuracy\",\"atLeast\":0}")));
        Assert.StartsWith("parity: train.stopWhen.metric 'test.lastBitAcuracy' is not known. Did you mean 'test.lastBitAccuracy'?", error.Message);
    }

    static Recipe EvenPairs(params string[] settings) => RecipeReader.Read("even-pairs",
    [
        "train.steps=24", "train.evaluateEvery=8", "train.reportEvery=4", "train.batch=4", "model.hidden=4", "task.longest=5", "expect=[]",
        "task.tests=[{\"name\":\"test\",\"length\":9,\"count\":30}]", .. settings,
    ]);

    // The validation data on the way and at the end, and the test data once, when the run has ended.
    [Fact]
    public void Run_OfATaskWithValidationData_MeasuresItsTestDataOnce()
    {
        using var folder = new TemporaryFolder();
        var recipe = EvenPairs("train.stopWhen={\"metric\":\"validation.lastAccuracy\",\"steps\":2,\"atLeast\":0}");
        var result = Some.Run(recipe, folder["whole"]);
        Assert.Equal(16L, result.Steps);
        Assert.Equal(["test.lastAccuracy", "train.lossPerTarget", "train.steps", "validation.lastAccuracy"], result.Metrics.Keys.Order());
        var evaluations = File.ReadLines(folder[Path.Combine("whole", "events.jsonl")]).Where(line => line.Contains("\"evaluation\"")).ToArray();
        Assert.Equal([true, true, true], evaluations.Select(line => line.Contains("validation.lastAccuracy")));
        Assert.Equal([false, false, true], evaluations.Select(line => line.Contains("test.lastAccuracy")));
        Some.RunUntil(10, recipe, folder["parts"]);
        Assert.Equal(result.Metrics, Some.Run(recipe, folder["parts"], resume: true).Metrics);
        Assert.Equal(File.ReadAllText(folder[Path.Combine("whole", "events.jsonl")]), File.ReadAllText(folder[Path.Combine("parts", "events.jsonl")]));
    }

    [Fact]
    public void Stop_ByTheTestData_IsRefusedWhereThereAreOthers()
    {
        var error = Assert.Throws<RecipeException>(() => Experiment.Create(EvenPairs("train.stopWhen={\"metric\":\"test.lastAccuracy\",\"atLeast\":1}")));
        Assert.StartsWith("even-pairs: train.stopWhen.metric 'test.lastAccuracy' is of the test data, which are measured once, at the end; a run ends by its validation data. ", error.Message);
        Assert.Contains("validation.lastAccuracy", error.Message);
    }
}
