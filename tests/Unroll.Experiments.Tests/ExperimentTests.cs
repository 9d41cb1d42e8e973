using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests;

public sealed class ExperimentTests
{
    [Fact]
    public void Run_GivesMetricsExpectationsAndProgress()
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        var result = Some.Run(Some.Epochs("expect=[{\"metric\":\"test.lastBitAccuracy\",\"atLeast\":0},{\"metric\":\"test.count\",\"atMost\":3},{\"metric\":\"no.such\",\"atLeast\":0},{\"metric\":\"test.count\",\"atLeast\":99,\"where\":{\"model.hidden\":6}}]"), folder["run"], listener: listener);
        Assert.Equal((RunOutcome.Finished, 12L, "parity-report-fixed-6", 0UL), (result.Outcome, result.Steps, result.Recipe, result.Seed));
        Assert.Equal(20, result.Metrics["test.count"]);
        Assert.Equal([true, false, false], result.Expectations.Select(expectation => expectation.Met));
        const string Measuring = "measuring on the test data";
        Assert.Equal(Enumerable.Range(1, 12).Select(step => (long)step), listener.Steps.Where(step => step.Stage != Measuring).Select(step => step.Step));
        Assert.Equal([6L, 12], listener.Steps.Where(step => step.Stage == Measuring).Select(step => step.Step));
        Assert.Equal([0, 0, 0, 1], listener.Steps.Take(4).Select(step => step.Epoch));
        Assert.Equal([6L, 12], listener.Evaluations);
        Assert.Equal((12L, 3, 0L), (listener.Start!.Steps, listener.Start.StepsPerEpoch, listener.Start.FirstStep));
    }

    [Fact]
    public void EpochLoss_IsTheSumOverItsIterationsOfTheMeanBatchLoss()
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(Some.Epochs(), folder["run"]);
        var losses = File.ReadAllLines(Path.Combine(folder["run"], "events.jsonl")).Where(line => line.Contains("\"epoch\":", System.StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("loss").GetDouble()).ToList();
        Assert.Equal(4, losses.Count);
        Assert.Equal(losses[^1], result.Metrics["train.lastEpochLoss"]);
        Assert.Equal(losses.Min(), result.Metrics["train.minEpochLoss"]);
        // Untrained: ln 2 for each target, some 3.5 targets a string, up to 8 strings a batch, 3 iterations.
        Assert.InRange(losses[0], 3 * 2 * 3.5 * 0.69, 3 * 8 * 6 * 0.8);
    }

    [Fact]
    public void Run_ThatDiverges_SaysSoAndKeepsAGoodCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        var result = Some.Run(Some.Epochs("train.optimizer={\"kind\":\"sgd\",\"rate\":1000,\"momentum\":0.99}", "train.epochs=2000", "train.evaluateEvery=0", "model.cell=elman", "train.optimizer.weightDecay=1"), folder["run"], listener: listener);
        Assert.Equal(RunOutcome.Diverged, result.Outcome);
        Assert.Contains("diverged", result.Message);
        Assert.DoesNotContain('\n', result.Message!);
        Assert.NotEmpty(RunFolder.Open(folder["run"]).Checkpoints());
        var evaluated = Experiment.Evaluate(folder["run"], Some.Options());
        Assert.Equal(20, evaluated.Metrics["test.count"]);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void Evaluate_OfAFinishedRun_MeasuresTheSame(string precision)
    {
        using var folder = new TemporaryFolder();
        var trained = Some.Run(Some.Epochs("model.precision=" + precision), folder["run"]);
        var evaluated = Experiment.Evaluate(folder["run"], Some.Options(threads: 2));
        Assert.Equal(12, evaluated.Steps);
        foreach (var (name, value) in evaluated.Metrics)
            Assert.Equal(trained.Metrics[name], value);
    }

    [Fact]
    public void Evaluate_WithoutCheckpoint_SaysHowToGetOne()
    {
        using var folder = new TemporaryFolder();
        Some.KillAfter(1, Some.Epochs(), folder["run"]);
        Assert.Contains("has no checkpoint yet; go on with 'unroll train", Assert.Throws<RunException>(() => Experiment.Evaluate(folder["run"], Some.Options())).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Run_ThreadsOutOfRange_IsRefusedBeforeAnyWork(int threads)
    {
        using var folder = new TemporaryFolder();
        Assert.StartsWith($"threads is {threads}; it must be from 1 to 1024", Assert.Throws<RunException>(() => Some.Run(Some.Epochs(), folder["run"], threads: threads)).Message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("train.epochs=3", "parity: train.epochs cannot be counted, because this task's data never end; give train.steps.")]
    [InlineData("train.schedule={\"kind\":\"piecewise\",\"rates\":[{\"from\":0,\"rate\":1}]}", "parity: train.schedule.by is 'epoch', but this task's data never end; set it to 'step'.")]
    [InlineData("task.tests=[]", "parity: task.tests is empty; in mode 'curriculum' it needs at least one test set, for example { \"name\": \"test\", \"length\": 50, \"count\": 1000 }.")]
    [InlineData("task.curriculum.start=99", "parity: task.curriculum.start is 99; it must not be over curriculum.most, which is 50.")]
    [InlineData("sweep={\"model.cell\":[\"gru\",\"lstm\"]}", "parity: is a sweep over model.cell; choose one run with --set sweep=null and a --set for each path.")]
    public void Create_PartsThatDoNotFit_SaysWhy(string setting, string expected) =>
        Assert.Equal(expected, Assert.Throws<RecipeException>(() => Experiment.Create(RecipeReader.Read("parity", [setting]))).Message);

    [Theory]
    [InlineData("model.hidden=65536", "^parity: model.hidden is 65536: [0-9,]+ weights do not fit in this machine's [0-9,]+ bytes; at most [0-9]+ units fit.$")]
    [InlineData("task.curriculum.most=300000", "^parity: a training batch of 32 sequences of 300000 steps does not fit in this machine's [0-9,]+ bytes: at most [0-9]+ sequences of this length fit \\(train.batch is 32\\).$")]
    [InlineData("train.batch=1000000", "^parity: a training batch of 1000000 sequences of 50 steps does not fit in this machine's [0-9,]+ bytes: at most [0-9]+ sequences of this length fit \\(train.batch is 1000000\\).$")]
    [InlineData("task.tests=[{\"name\":\"test\",\"length\":10000000,\"count\":2}]", "^parity: test set 'test' of 1 sequences of 10000000 steps does not fit in this machine's [0-9,]+ bytes: at most [0-9]+ steps of one sequence fit.$")]
    public void Parts_BeyondMemory_AreRefusedWithWhatWouldFit(string setting, string expected)
    {
        var recipe = RecipeReader.Read("parity", [setting]);
        Assert.Matches(expected, Assert.Throws<RecipeException>(() => new ExperimentParts<float>(recipe, 2, 1_000_000_000)).Message);
    }
}
