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

    public static TheoryData<int> Healthy => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void Run_ThatIsHealthy_IsLeftInPeace(int number)
    {
        string[] cells = ["lstm", "gru", "lstm-peephole", "mgu", "lstm-coupled"];
        string[] optimizers =
        [
            "{\"kind\":\"adam\",\"rate\":0.02}", "{\"kind\":\"rmsprop\",\"rate\":0.01}", "{\"kind\":\"nadam\",\"rate\":0.02}", "{\"kind\":\"adamw\",\"rate\":0.03}",
        ];
        using var folder = new TemporaryFolder();
        var (result, listener) = Run(Parity($"model.cell={cells[number % 5]}", $"train.optimizer={optimizers[number / 5]}", $"train.seed={100 + number}", "train.evaluateEvery=100"), folder);
        Assert.True(result.Diagnosis!.Shape == CurveShape.Decay, $"{result.Diagnosis}");
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
