using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

public sealed class InstrumentLogTests
{
    static void Run(Recipe recipe, string folder, int every, bool resume = false) =>
        Experiment.Create(recipe).Run(folder, Some.Options(resume) with { InstrumentEvery = every }, new StepListener());

    static string[] Lines(string folder) => File.ReadAllLines(Path.Combine(folder, "instruments.jsonl"));

    static void RequireSameBits(string left, string right, params string[] files)
    {
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(left, file)), File.ReadAllBytes(Path.Combine(right, file)));
    }

    static string LastCheckpoint(string folder) => Path.Combine("checkpoints", Path.GetFileName(Directory.GetFiles(Path.Combine(folder, "checkpoints")).Max()!));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_WithInstruments_TrainsToTheSameBits(bool endless)
    {
        using var folder = new TemporaryFolder();
        var recipe = endless ? Some.Endless() : Some.Epochs();
        Run(recipe, folder["with"], 2);
        Run(recipe, folder["without"], 0);
        Assert.False(File.Exists(Path.Combine(folder["without"], "instruments.jsonl")));
        RequireSameBits(folder["with"], folder["without"], "events.jsonl", "metrics.json", LastCheckpoint(folder["with"]));
        Assert.Equal(endless ? 10 : 6, Lines(folder["with"]).Length);
    }

    [Theory]
    [InlineData("no line of this\n")]
    [InlineData("[1]\n")]
    [InlineData("{\"event\":\"instruments\"}\n")]
    [InlineData("{\"step\":\"1\"}\n")]
    public void Run_TakenUpWithADamagedFile_SaysSoInOneLine(string text)
    {
        using var folder = new TemporaryFolder();
        Run(Some.Epochs(), folder["run"], 2);
        var path = folder[Path.Combine("run", "instruments.jsonl")];
        File.WriteAllText(path, text);
        var error = Assert.Throws<RunException>(() => Run(Some.Epochs(), folder["run"], 2, resume: true));
        Assert.Contains("instruments.jsonl: is damaged: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Remove it, and --resume --instruments goes on with a new one.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void Reading_OfAStep_HasEverySegmentLayerAndLag()
    {
        using var folder = new TemporaryFolder();
        Run(Some.Epochs("model.layers=2", "train.workers=1", "train.clip={\"norm\":0.001}"), folder["run"], 5);
        var lines = Lines(folder["run"]);
        Assert.Equal(4, lines.Length);
        using var json = JsonDocument.Parse(lines[1]);
        var root = json.RootElement;
        Assert.Equal(10, root.GetProperty("step").GetInt32());
        Assert.Equal(["layers.0.input", "layers.0.recurrent", "layers.0.bias", "layers.1.input", "layers.1.recurrent", "layers.1.bias", "output.weight", "output.bias"], root.GetProperty("segments").EnumerateObject().Select(segment => segment.Name));
        // After clipping the norms of all segments make 0.001; before, the step's own norm was more.
        Assert.Equal(0.001, Math.Sqrt(root.GetProperty("segments").EnumerateObject().Sum(segment => Math.Pow(segment.Value.GetDouble(), 2))), 1e-8);
        Assert.True(root.GetProperty("gradientNorm").GetDouble() > 0.001);
        var layer = root.GetProperty("layers")[1];
        Assert.Equal(6, layer.GetProperty("gradientByLag").GetArrayLength());
        Assert.Equal(5, layer.GetProperty("timeConstants").GetArrayLength());
        Assert.InRange(layer.GetProperty("gates").GetProperty("f").GetProperty("mean").GetDouble(), 0.5, 0.9);
        Assert.InRange(layer.GetProperty("gates").GetProperty("f").GetProperty("radius").GetDouble(), 0.5, 2);
    }

    // With a rate of next to nothing the weights after the update are those before it: then the reading of a step's batch has that step's loss.
    [Fact]
    public void Reading_OfAStep_IsOfTheBatchJustTrainedOn()
    {
        using var folder = new TemporaryFolder();
        Run(Some.Endless("train.reportEvery=1", "train.schedule={\"kind\":\"constant\"}", "train.optimizer={\"kind\":\"sgd\",\"rate\":1e-12}", "task.curriculum={\"start\":5,\"most\":5}", "model.precision=double"), folder["run"], 1);
        static double[] Numbers(IEnumerable<string> lines, string name) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty(name).GetDouble())];
        var steps = Numbers(File.ReadLines(Path.Combine(folder["run"], "events.jsonl")).Where(line => line.Contains("\"steps\",", StringComparison.Ordinal)), "lossPerTarget");
        var readings = Numbers(Lines(folder["run"]), "loss");
        Assert.Equal(20, steps.Distinct().Count());
        Assert.Equal(20, readings.Length);
        Assert.All(steps.Zip(readings), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Run_StoppedAndResumed_WritesTheSameReadings()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Run(recipe, folder["whole"], 3);
        Run(recipe, folder["parts"], 3);   // to its end: lines after the checkpoint that is gone back to
        foreach (var path in Directory.GetFiles(Path.Combine(folder["parts"], "checkpoints")).Where(path => path.Contains("20", StringComparison.Ordinal)))
            File.Delete(path);
        File.Delete(Path.Combine(folder["parts"], "metrics.json"));
        Run(recipe, folder["parts"], 3, resume: true);
        RequireSameBits(folder["whole"], folder["parts"], "instruments.jsonl");
    }
}
