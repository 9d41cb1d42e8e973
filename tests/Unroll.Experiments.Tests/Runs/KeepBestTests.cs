using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>The weights that measured best on the validation data are kept, measured and used.</summary>
public sealed class KeepBestTests
{
    // A rate at which the measure goes up and down.
    static Recipe Adding(params string[] settings) => RecipeReader.Read("adding",
    [
        "train.steps=40", "train.evaluateEvery=4", "train.checkpointEvery=6", "train.reportEvery=5", "train.batch=4", "model.hidden=4", "task.length=6", "task.testCount=40", "train.stopWhen=null", "expect=[]",
        "train.optimizer.rate=0.2", "train.keepBest={\"metric\":\"validation.squaredError\"}", .. settings,
    ]);

    static (long Step, double Value)[] Measures(string folder) =>
    [
        .. Lines(folder, "evaluation").Where(line => !line.GetProperty("metrics").TryGetProperty("test.squaredError", out _))
            .Select(line => (line.GetProperty("step").GetInt64(), line.GetProperty("metrics").GetProperty("validation.squaredError").GetDouble())),
    ];

    static JsonElement[] Lines(string folder, string kind) =>
        [.. File.ReadLines(Path.Combine(folder, "events.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event").GetString() == kind)];

    [Theory]
    [InlineData("train.average=null")]
    [InlineData("train.average={\"decay\":0.5}")]
    public void Run_MeasuresTheWeightsOfItsBestStep(string average)
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        var result = Some.Run(Adding(average), folder.Path, listener: listener);
        var measures = Measures(folder.Path);
        Assert.Equal(10, measures.Length);   // the last one after the last step
        var best = measures.MinBy(measure => measure.Value);
        Assert.InRange(best.Step, 4, 36);   // else this would show nothing
        Assert.Equal((double)best.Step, result.Metrics["best.step"]);
        Assert.Equal(best.Value, result.Metrics["validation.squaredError"]);
        Assert.Contains(listener.Notes, note => note.StartsWith($"the weights after step {best.Step} measured best", StringComparison.Ordinal));
        Assert.Equal(best.Step, Lines(folder.Path, "best")[^1].GetProperty("step").GetInt64());

        // Whoever uses the run gets the same weights.
        Assert.Equal(result.Metrics["test.squaredError"], Experiment.Evaluate(folder.Path, Some.Options()).Metrics["test.squaredError"]);

        // A run that ends at that step has them as its last ones.
        var shorter = Some.Run(Adding(average, $"train.steps={best.Step}"), folder["shorter"]);
        Assert.Equal(result.Metrics["test.squaredError"], shorter.Metrics["test.squaredError"]);
        Assert.Equal(best.Value, shorter.Metrics["validation.squaredError"]);
    }

    [Fact]
    public void Highest_TakesTheOtherEnd()
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(Adding("train.keepBest.best=highest"), folder.Path);
        Assert.Equal(Measures(folder.Path).MaxBy(measure => measure.Value).Step, (long)result.Metrics["best.step"]);
    }

    [Fact]
    public void Patience_EndsTheRunAfterSoManyMeasuresWithoutABetterOne()
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(Adding("train.keepBest.patience=2"), folder["whole"]);
        var measures = Measures(folder["whole"]);
        var best = measures.MinBy(measure => measure.Value).Step;
        Assert.Equal((best + 8, best + 8), (result.Steps, measures[^1].Step));
        Assert.InRange(result.Steps, 8, 36);
        Assert.Contains("\"patience\"", File.ReadLines(Path.Combine(folder["whole"], "events.jsonl")).Last());
        Assert.Equal(best, (long)result.Metrics["best.step"]);
    }

    [Fact]
    public void Run_KilledOrStoppedAndResumed_EndsWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        foreach (var patience in new[] { "null", "3" })
        {
            var recipe = Adding($"train.keepBest.patience={patience}", "train.average={\"decay\":0.5}");
            var whole = Some.Run(recipe, folder["whole" + patience]);
            var lines = File.ReadAllText(Path.Combine(folder["whole" + patience], "events.jsonl"));
            Assert.Equal(whole.Metrics, Some.Run(recipe, folder["whole" + patience], resume: true).Metrics);   // taken up after its end, it says nothing twice
            Assert.Equal(lines, File.ReadAllText(Path.Combine(folder["whole" + patience], "events.jsonl")));
            foreach (var step in new[] { 3, 5, 9, 13, 17 })
            {
                var (killed, stopped) = (folder[$"killed{patience}{step}"], folder[$"stopped{patience}{step}"]);
                Some.KillAfter(step, recipe, killed);
                Some.RunUntil(step, recipe, stopped);
                foreach (var parts in new[] { killed, stopped })
                {
                    Assert.Equal(whole.Metrics, Some.Run(recipe, parts, resume: true, threads: 2).Metrics);
                    foreach (var file in new[] { "events.jsonl", "metrics.json", Path.Combine("checkpoints", "best.safetensors") })
                        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["whole" + patience], file)), File.ReadAllBytes(Path.Combine(parts, file)));
                }
            }
        }
    }

    // Whoever uses the run is told which weights it gets; who goes on with it must not be given others than its lines tell of.
    [Fact]
    public void Best_Damaged_IsPassedOverInUse_AndRefusedAtTheRunsEnd()
    {
        using var folder = new TemporaryFolder();
        var recipe = Adding();
        Some.Run(recipe, folder.Path);
        var best = Path.Combine(folder.Path, "checkpoints", "best.safetensors");
        File.WriteAllBytes(best, File.ReadAllBytes(best)[..^9]);
        var listener = new StepListener();
        var measured = Experiment.Evaluate(folder.Path, Some.Options(), listener).Metrics["validation.squaredError"];
        Assert.EndsWith("using the newest checkpoint instead", Assert.Single(listener.Notes), StringComparison.Ordinal);
        Assert.Equal(Measures(folder.Path)[^1].Value, measured);   // of the last step
        var error = Assert.Throws<RunException>(() => Some.Run(recipe, folder.Path, resume: true)).Message;
        Assert.EndsWith("the weights that measured best are lost: train it again in another folder.", error);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("train.evaluateEvery=0", "train.keepBest needs a train.evaluateEvery over 0")]
    [InlineData("train.keepBest.metric=validation.squareError", "train.keepBest.metric 'validation.squareError' is not known. Did you mean 'validation.squaredError'?")]
    [InlineData("train.keepBest.metric=test.squaredError", "train.keepBest.metric 'test.squaredError' is not known.")]
    public void Recipe_ThatCannotKeepABest_IsRefused(string setting, string wanted) =>
        Assert.Contains(wanted, Assert.Throws<RecipeException>(() => Experiment.Create(Adding(setting))).Message);

    [Fact]
    public void Task_WithoutValidationData_HasNoBest() =>
        Assert.Contains("train.keepBest chooses by validation data, and task 'parity' has none", Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless("train.keepBest={\"metric\":\"validation.loss\"}"))).Message);
}
