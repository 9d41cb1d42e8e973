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
        var result = Some.Run(Some.Epochs("expect=[{\"metric\":\"test.lastBitAccuracy\",\"atLeast\":0},{\"metric\":\"test.count\",\"atMost\":3},{\"metric\":\"train.lossPerTarget\",\"atLeast\":99},{\"metric\":\"test.count\",\"atLeast\":99,\"where\":{\"model.hidden\":6}}]"), folder["run"], listener: listener);
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

    [Fact]
    public void Create_ExpectationOnAnUnknownMetric_NamesTheNearest()
    {
        var refusal = Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless("expect={\"metric\":\"test.fullLenghtAccuracy\",\"atLeast\":1}"))).Message;
        Assert.Equal("parity: expect[0].metric 'test.fullLenghtAccuracy' is not known. Did you mean 'test.fullLengthAccuracy'? Known: test.count, test.fullLengthAccuracy, test.fullLengthCorrect, test.lastBitAccuracy, test.lastBitCorrect, train.lossPerTarget, train.steps. A run without expectations has --set expect=[].", refusal);
    }

    // Data without epochs have no loss of one; data with epochs do.
    [Fact]
    public void Create_ExpectationOnALossOfEpochs_NeedsEpochs()
    {
        const string Expectation = "expect={\"metric\":\"train.lastEpochLoss\",\"atMost\":1}";
        Assert.Contains("'train.lastEpochLoss' is not known.", Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless(Expectation))).Message);
        Assert.NotNull(Experiment.Create(Some.Epochs(Expectation)));
    }

    [Fact]
    public void Run_WhoseLastUpdateBreaksTheWeights_Diverged()
    {
        using var folder = new TemporaryFolder();
        // Every update multiplies the weights by about -999 until float has no room left; a saturated network still has a finite loss and gradient then.
        Recipe Growing(long steps) => Some.Epochs($"train.steps={steps}", "train.optimizer={\"kind\":\"sgd\",\"rate\":1000,\"weightDecay\":1,\"decoupledDecay\":true}", "model.cell=elman", "train.evaluateEvery=0");
        var longer = Some.Run(Growing(40), folder["longer"]);
        Assert.EndsWith("An earlier step broke them: go back to a checkpoint.", longer.Message);
        var result = Some.Run(Growing(longer.Steps), folder["run"]);
        Assert.Equal((RunOutcome.Diverged, longer.Steps), (result.Outcome, result.Steps));
        Assert.StartsWith($"Step {longer.Steps} diverged: its update left the values of '", result.Message);
        Assert.All(RunFolder.Open(folder["run"]).Checkpoints(), path => Assert.DoesNotContain($"{longer.Steps:D10}", path));
    }

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void Average_IsWhatIsMeasured_AndTrainingDoesNotNoticeIt(string precision)
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["model.precision=" + precision, "train.optimizer.rate=0.05"];
        var plain = Some.Run(Some.Epochs(settings), folder["plain"]);
        var averaged = Some.Run(Some.Epochs([.. settings, "train.average.decay=0.8"]), folder["averaged"]);
        Assert.Equal(plain.Metrics["train.lastEpochLoss"], averaged.Metrics["train.lastEpochLoss"]);
        Assert.NotEqual(plain.Metrics["test.lastBitAccuracy"], averaged.Metrics["test.lastBitAccuracy"]);
        var evaluated = Experiment.Evaluate(folder["averaged"], Some.Options());
        foreach (var (name, value) in evaluated.Metrics)
            Assert.Equal(averaged.Metrics[name], value);
        var tensors = Tensors(folder["averaged"]);
        Assert.Equal(Tensors(folder["plain"])["layers.0.input"], tensors["layers.0.input"]);
        Assert.NotEqual(tensors["layers.0.input"], tensors["average.layers.0.input"]);
    }

    [Fact]
    public void Accumulate_MakesOneStepOfSeveralBatches()
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        var result = Some.Run(Some.Epochs("train.accumulate=2"), folder["run"], listener: listener);
        Assert.Equal((8L, 2), (result.Steps, listener.Start!.StepsPerEpoch));   // epochs of 2 + 1 batches, and still all strings in each
        var sequences = File.ReadAllLines(Path.Combine(folder["run"], "events.jsonl")).Where(line => line.Contains("\"epoch\":", System.StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("sequences").GetInt32());
        Assert.Equal([40, 40, 40, 40], sequences);
    }

    static System.Collections.Generic.Dictionary<string, double[]> Tensors(string run)
    {
        var file = Interop.Safetensors.SafetensorsFile.Read(RunFolder.Open(run).Checkpoints()[0]);
        return file.Tensors.Where(tensor => tensor.Name.StartsWith("layers", System.StringComparison.Ordinal) || tensor.Name.StartsWith("average", System.StringComparison.Ordinal)).ToDictionary(tensor => tensor.Name, tensor => tensor.ToArray<double>());
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
    [InlineData("sweep={\"model.cell\":[\"gru\",\"lstm\"]}", "parity: is a sweep over model.cell; run it with 'unroll sweep', or choose one run with --set sweep=null and a --set for each path.")]
    public void Create_PartsThatDoNotFit_SaysWhy(string setting, string expected) =>
        Assert.Equal(expected, Assert.Throws<RecipeException>(() => Experiment.Create(RecipeReader.Read("parity", [setting]))).Message);

    [Theory]
    [InlineData("model.hidden=65536", "^parity: model.hidden is 65536: [0-9,]+ weights do not fit in this process's share of this machine's memory, [0-9,]+ bytes; at most [0-9]+ units fit.$")]
    [InlineData("task.curriculum.most=300000", "^parity: a training batch of 32 sequences of 300000 steps does not fit in this process's share of this machine's memory, [0-9,]+ bytes: at most [0-9]+ sequences of this length fit \\(train.batch is 32\\).$")]
    [InlineData("train.batch=1000000", "^parity: a training batch of 1000000 sequences of 50 steps does not fit in this process's share of this machine's memory, [0-9,]+ bytes: at most [0-9]+ sequences of this length fit \\(train.batch is 1000000\\).$")]
    [InlineData("task.tests=[{\"name\":\"test\",\"length\":10000000,\"count\":2}]", "^parity: test set 'test' of 1 sequences of 10000000 steps does not fit in this process's share of this machine's memory, [0-9,]+ bytes: at most [0-9]+ steps of one sequence fit.$")]
    public void Parts_BeyondMemory_AreRefusedWithWhatWouldFit(string setting, string expected)
    {
        var recipe = RecipeReader.Read("parity", [setting]);
        Assert.Matches(expected, Assert.Throws<RecipeException>(() => new ExperimentParts<float>(recipe, 2, 1_000_000_000)).Message);
    }
}
