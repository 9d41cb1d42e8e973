using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Training.Diagnosis;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>Real runs, made to show each shape of a loss curve; and healthy ones, of which nothing is to be said.</summary>
public sealed class DiagnosisTests
{
    // Parity of 4 bits over fresh strings: learnt within some hundred steps.
    static Recipe Parity(params string[] settings) => RecipeReader.Read("parity",
    [
        "model.hidden=8", "train.batch=16", "train.steps=400", "train.reportEvery=10", "train.stopWhen=null", "train.checkpointEvery=0", "expect=[]",
        "task.curriculum={\"start\":4,\"most\":4}", "task.tests=[{\"name\":\"test\",\"length\":4,\"count\":20}]", .. settings,
    ]);

    [Fact]
    public void Diagnosis_OfALaterStage_SaysThatItIsOfThatStage()
    {
        var curve = new RunCurve();
        for (var step = 0; step < 40; step++)
            curve.Add(step, 0.7 / (1 + step % 20), 1, step < 20 ? "4" : "8");
        Assert.StartsWith("in the curriculum's last stage the loss came from ", curve.Diagnose().Evidence);
        Assert.Equal(CurveShape.Decay, curve.Diagnose().Shape);
    }

    // In a later stage that begins with next to no loss, what is twenty times that is still next to none.
    [Fact]
    public void Diagnosis_OfALaterStage_IsByTheHeightOfTheWholeRun()
    {
        var curve = new RunCurve(least: 0);
        for (var step = 0; step < 40; step++)
            curve.Add(step, step < 20 ? 0.7 : 0.0005 * (1 + step - 20), 1, step < 20 ? "4" : "8");
        Assert.Equal(CurveShape.Decay, curve.Diagnose().Shape);
    }

    // Trained on short sequences, tested on long ones: what is not learnt there was not learnt by heart here.
    [Theory]
    [InlineData(true, CurveShape.Decay)]
    [InlineData(false, CurveShape.OverFitting)]
    public void Diagnosis_OfDataThatNeverComeAgain_IsNoOverFitting(bool isFresh, CurveShape expected)
    {
        var curve = new RunCurve(least: 0, isFresh);
        for (var step = 0; step < 40; step++)
        {
            curve.Add(step, 0.7 / (1 + step * step), 1, null);
            curve.Test(new System.Collections.Generic.Dictionary<string, double> { ["validation.lastAccuracy"] = 0.2, ["test.lastAccuracy"] = 0.9 });
        }
        Assert.Equal(expected, curve.Diagnose().Shape);
    }

    static (ExperimentResult Result, StepListener Listener) Run(Recipe recipe, TemporaryFolder folder, string name = "run")
    {
        var listener = new StepListener();
        return (Some.Run(recipe, folder[name], listener: listener), listener);
    }

    static void RequireShape(CurveShape shape, Recipe recipe)
    {
        using var folder = new TemporaryFolder();
        var (result, listener) = Run(recipe, folder);
        Assert.True(result.Diagnosis!.Shape == shape, $"{result.Diagnosis}");
        Assert.NotEmpty(result.Diagnosis.Evidence);
        Assert.Equal(shape != CurveShape.Decay, result.Diagnosis.IsTrouble);
        Assert.Equal(result.Diagnosis.IsTrouble, result.Diagnosis is { Cause.Length: > 0, Advice.Length: > 0 });
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(result.Run, "diagnosis.json")));
        Assert.Equal(result.Diagnosis.Name, json.RootElement.GetProperty("shape").GetString());
        Assert.Equal(result.Diagnosis.Evidence, json.RootElement.GetProperty("evidence").GetString());
        if (shape is not (CurveShape.Decay or CurveShape.Divergence))
            Assert.Contains(listener.Notes, note => note.Contains(": the loss curve shows ", System.StringComparison.Ordinal));   // while it went on
    }

    [Fact]
    public void Run_ThatLearns_IsADecay() => RequireShape(CurveShape.Decay, Parity());

    // A rate of next to nothing.
    [Fact]
    public void Run_ThatDoesNotMove_IsAPlateau() => RequireShape(CurveShape.Plateau, Parity("train.optimizer.rate=1e-7"));

    // Momentum and a rate on the edge of what the slope bears.
    [Fact]
    public void Run_ThatSwings_IsAnOscillation() => RequireShape(CurveShape.Oscillation, Parity("train.optimizer={\"kind\":\"sgd\",\"rate\":30,\"momentum\":0.9}", "train.clip=null"));

    // Too hard to be learnt in so few steps, and the rate rises on and on.
    [Fact]
    public void Run_WhoseRateRises_IsAGrowth() => RequireShape(CurveShape.Growth, Parity(
        "train.schedule={\"kind\":\"piecewise\",\"by\":\"step\",\"rates\":[{\"from\":0,\"rate\":0.1},{\"from\":150,\"rate\":2},{\"from\":200,\"rate\":4},{\"from\":250,\"rate\":6},{\"from\":300,\"rate\":9},{\"from\":350,\"rate\":13}]}",
        "train.optimizer={\"kind\":\"sgd\",\"rate\":0.1}", "train.clip=null", "task.curriculum={\"start\":30,\"most\":30}"));

    // It learns; two steps at a thousand times the rate throw it out, and it learns again.
    [Fact]
    public void Run_ThrownOutOnce_IsASpike() => RequireShape(CurveShape.Spike, Parity(
        "train.schedule={\"kind\":\"piecewise\",\"by\":\"step\",\"rates\":[{\"from\":0,\"rate\":0.02},{\"from\":200,\"rate\":15},{\"from\":202,\"rate\":0.02}]}"));

    [Fact]
    public void Run_ThatOverflows_IsADivergence() => RequireShape(CurveShape.Divergence, Parity(
        "train.optimizer={\"kind\":\"sgd\",\"rate\":1000}", "model.cell=elman-identity", "train.clip=null", "task.curriculum={\"start\":50,\"most\":50}"));

    // Forty strings of 20 bits, and units enough to know them by heart.
    [Fact]
    public void Run_ThatLearnsByHeart_IsOverFitting() => RequireShape(CurveShape.OverFitting, RecipeReader.Read("parity-report-fixed-6",
    [
        "task.count=80", "task.trainCount=40", "task.length=20", "model.hidden=40", "model.cell=elman", "train.batch=40", "train.workers=1", "train.epochs=500", "train.evaluateEvery=50", "train.checkpointEvery=0",
        "train.optimizer={\"kind\":\"adam\",\"rate\":0.01}", "loss.reduction=mean", "expect=[]",
    ]));

    const string Short = "task.tests=[{\"name\":\"test\",\"length\":8,\"count\":50}]";

    static readonly string[] s_bits = ["task.curriculum={\"start\":4,\"most\":4}", "task.tests=[{\"name\":\"test\",\"length\":4,\"count\":20}]", "model.hidden=8"];

    // Recipe, cell, optimizer, rate, and what makes the task small.
    static readonly (string Recipe, string Cell, string Optimizer, double Rate, string[] Settings)[] s_healthy =
    [
        ("parity", "lstm", "adam", 0.02, s_bits),
        ("parity", "gru", "rmsprop", 0.01, s_bits),
        ("parity", "lstm-peephole", "nadam", 0.02, s_bits),
        ("parity", "mgu", "adamw", 0.03, s_bits),
        ("even-pairs", "lstm", "adam", 0.02, ["task.longest=8", Short, "model.hidden=8"]),
        ("even-pairs", "gru", "nadam", 0.02, ["task.longest=8", Short, "model.hidden=8"]),
        ("even-pairs", "elman", "rmsprop", 0.005, ["task.longest=8", Short, "model.hidden=12"]),
        ("cycle-navigation", "lstm", "adam", 0.02, ["task.longest=8", Short, "task.places=3", "model.hidden=12"]),
        ("cycle-navigation", "gru", "radam", 0.02, ["task.longest=8", Short, "task.places=3", "model.hidden=12"]),
        ("cycle-navigation", "lstm-coupled", "adamw", 0.02, ["task.longest=8", Short, "task.places=3", "model.hidden=12"]),
        ("dyck", "lstm", "adam", 0.02, ["task.longest=8", Short, "task.depth=2", "model.hidden=12"]),
        ("dyck", "gru", "rmsprop", 0.01, ["task.longest=8", Short, "task.depth=2", "model.hidden=12"]),
        ("a-n-b-n", "lstm-peephole", "adam", 0.02, ["task.longest=10", "task.tests=[{\"name\":\"test\",\"length\":8,\"count\":1}]", "task.validation=[{\"name\":\"validation\",\"length\":10,\"count\":1}]"]),
        ("adding", "gru", "adam", 0.01, ["task.length=6", "task.testCount=50", "task.validationCount=50", "model.hidden=16"]),
        ("adding", "lstm", "nadam", 0.01, ["task.length=6", "task.testCount=50", "task.validationCount=50", "model.hidden=16"]),
        ("modular-arithmetic", "lstm", "adam", 0.02, ["task.longest=5", Short, "task.modulus=2", "model.hidden=16"]),
        ("copy", "gru", "adam", 0.02, ["task.items=2", "task.alphabet=3", "task.shortest=8", "task.longest=8", Short, "task.validation=null", "model.hidden=16"]),
        ("temporal-order", "lstm", "adam", 0.02, ["task.shortest=10", "task.longest=12", "task.tests=[{\"name\":\"test\",\"length\":11,\"count\":50}]", "task.validation=null", "model.hidden=12"]),
        ("binary-lags", "elman", "adagrad", 0.1, ["task.count=100000", "task.testCount=1000", "train.batch=50", "train.steps=2000", "train.reportEvery=20"]),
        ("binary-lags", "gru", "adam", 0.01, ["task.count=100000", "task.testCount=1000", "train.batch=50"]),
    ];

    public static TheoryData<int> Healthy => [.. Enumerable.Range(0, s_healthy.Length)];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void Run_ThatIsHealthy_IsLeftInPeace(int number)
    {
        var (name, cell, optimizer, rate, settings) = s_healthy[number];
        var recipe = RecipeReader.Read(name,
        [
            "train.batch=16", "train.steps=600", "train.reportEvery=10", "train.evaluateEvery=100", "train.checkpointEvery=0", "train.stopWhen=null", "expect=[]", $"train.seed={100 + number}",
            $"model.cell={cell}", $"train.optimizer={{\"kind\":\"{optimizer}\",\"rate\":{rate.ToString(CultureInfo.InvariantCulture)}}}", "train.schedule={\"kind\":\"constant\"}", .. settings,
        ]);
        using var folder = new TemporaryFolder();
        var (result, listener) = Run(recipe, folder);
        Assert.True(result.Diagnosis!.Shape == CurveShape.Decay, $"{name} {cell} {optimizer}: {result.Diagnosis}");
        Assert.Empty(listener.Notes);
    }

    [Fact]
    public void Run_Resumed_ComesToTheSameDiagnosis()
    {
        using var folder = new TemporaryFolder();
        var recipe = Parity("train.optimizer.rate=1e-7", "train.steps=200");
        var whole = Run(recipe, folder).Result.Diagnosis;
        Some.RunUntil(105, recipe, folder["parts"]);
        var listener = new StepListener();
        Assert.Equal(whole, Some.Run(recipe, folder["parts"], resume: true, listener: listener).Diagnosis);
        Assert.Equal(CurveShape.Plateau, whole!.Shape);
    }
}
