using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>A text model speaks while it learns.</summary>
public sealed class SpokenSamplesTests
{
    static Recipe Latin(params string[] settings) => RecipeReader.Read("latin",
    [
        "task.length=3000", "task.window=10", "train.batch=8", "train.epochs=null", "train.steps=24", "train.evaluateEvery=0", "train.schedule={\"kind\":\"constant\"}", "train.keepBest=null", "train.samples=null", "train.average=null",
        "train.checkpointEvery=1", "model.hidden=6", "expect=[]", .. settings,
    ]);

    static (long Step, string Text)[] Samples(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "events.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event").GetString() == "sample")
            .Select(line => (line.GetProperty("step").GetInt64(), line.GetProperty("text").GetString()!)),
    ];

    [Fact]
    public void Samples_ComeAtTheirSteps_AreToldAndChangeNoBit()
    {
        using var folder = new TemporaryFolder();
        var listener = new SampleListener();
        var result = Experiment.Create(Latin("train.samples={\"at\":[3,24],\"every\":10,\"length\":40,\"prompt\":\"a\"}")).Run(folder["talking"], Some.Options(), listener);
        var samples = Samples(folder["talking"]);
        Assert.Equal([3L, 10, 20, 24], samples.Select(sample => sample.Step));
        Assert.All(samples, sample => Assert.Equal(40, sample.Text.Length));
        Assert.Equal(samples.Select(sample => (sample.Step, "a" + sample.Text)), listener.Samples);   // told with what it was given
        Assert.Equal(4, samples.Select(sample => sample.Text).Distinct().Count());

        var silent = Some.Run(Latin(), folder["silent"]);
        Assert.Equal(silent.Metrics["train.lossPerTarget"], result.Metrics["train.lossPerTarget"]);
    }

    [Fact]
    public void Samples_WithAnAverage_AreSpokenByIt()
    {
        using var folder = new TemporaryFolder();
        var samples = "train.samples={\"at\":[20],\"length\":60}";
        Some.Run(Latin(samples), folder["plain"]);
        Some.Run(Latin(samples, "train.average={\"decay\":0.99}"), folder["average"]);
        Assert.NotEqual(Samples(folder["plain"]), Samples(folder["average"]));
    }

    [Fact]
    public void Temperature_OfZero_TakesTheLikeliest()
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in new[] { "one", "two" })
            Some.Run(Latin("train.samples={\"at\":[20],\"length\":60,\"temperature\":0}", $"task.seed={seed.Length}"), folder[seed]);
        Assert.Equal(Samples(folder["one"]), Samples(folder["two"]));
        Assert.Single(Samples(folder["one"]).Select(sample => sample.Text[^20..]).Distinct());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(13)]
    public void Run_KilledOrStoppedAndResumed_SaysTheSame(int step)
    {
        using var folder = new TemporaryFolder();
        var recipe = Latin("train.samples={\"every\":3,\"length\":20}");
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(step, recipe, folder["killed"]);
        Some.RunUntil(step, recipe, folder["stopped"]);
        foreach (var parts in new[] { "killed", "stopped" })
        {
            Some.Run(recipe, folder[parts], resume: true, threads: 2);
            foreach (var file in new[] { "events.jsonl", "metrics.json", "vocabulary.json" })
                Assert.Equal(File.ReadAllBytes(folder[Path.Combine("whole", file)]), File.ReadAllBytes(folder[Path.Combine(parts, file)]));
        }
    }

    [Theory]
    [InlineData("{\"length\":5}", "train.samples needs at, a list of steps, or every, a number of steps.")]
    [InlineData("{\"at\":[]}", "train.samples needs at, a list of steps, or every, a number of steps.")]
    [InlineData("{\"at\":[0]}", "train.samples.at[0] is 0; it must be a whole number from 1 to 1000000000.")]
    [InlineData("{\"at\":[\"ten\"]}", "train.samples.at[0] is \"ten\"; it must be a whole number from 1 to 1000000000.")]
    [InlineData("{\"at\":[1],\"prompt\":\"a%\"}", "latin: train.samples.prompt: ")]
    public void Samples_ThatCannotBe_AreRefused(string samples, string line)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsAny<Exception>(() => Some.Run(Latin($"train.samples={samples}"), folder.Path));
        Assert.IsType<RecipeException>(error);
        Assert.Contains(line, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Task_WithoutText_HasNothingToSay()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<RecipeException>(() => Some.Run(Some.Endless("train.samples={\"at\":[1]}"), folder.Path));
        Assert.Equal("parity: train.samples is for tasks on text, and 'parity' is none; leave it out.", error.Message);
    }

    sealed class SampleListener : IRunListener
    {
        public List<(long, string)> Samples { get; } = [];

        public void Started(RunStart start)
        {
        }

        public void Progressed(in RunProgress progress)
        {
        }

        public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
        {
        }

        public void Sampled(long step, string text) => Samples.Add((step, text));

        public void Noted(string line)
        {
        }
    }
}
