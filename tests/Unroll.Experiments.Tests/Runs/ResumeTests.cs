using System.IO;
using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>A run that was stopped, killed or damaged and taken up again ends with the same bits as one never stopped.</summary>
public sealed class ResumeTests
{
    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int>();
            foreach (var precision in new[] { "float", "double" })
            {
                foreach (var step in new[] { 1, 3, 4, 6, 11, 12 })
                    cases.Add("epochs", precision, step);
                foreach (var step in new[] { 1, 3, 6, 7 })
                    cases.Add("averaged", precision, step);
                foreach (var step in new[] { 1, 4, 6, 7, 8, 9, 11, 13, 18, 19 })
                    cases.Add("endless", precision, step);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Run_StoppedAndResumed_EndsWithTheSameBits(string kind, string precision, int step)
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe(kind, precision);
        Some.Run(recipe, folder["whole"]);
        var stopped = Some.RunUntil(step, recipe, folder["parts"]);
        Assert.Equal(step == 12 && kind == "epochs" ? RunOutcome.Finished : RunOutcome.Interrupted, stopped.Outcome);
        Assert.Equal(step, stopped.Steps);
        var result = Some.Run(recipe, folder["parts"], resume: true);
        Assert.Equal(RunOutcome.Finished, result.Outcome);
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Run_KilledAndResumed_EndsWithTheSameBits(string kind, string precision, int step)
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe(kind, precision);
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(step, recipe, folder["parts"]);
        Some.Run(recipe, folder["parts"], resume: true, threads: 3);
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Fact]
    public void Run_StoppedAfterEveryStep_EndsWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        var whole = Some.Run(recipe, folder["whole"]);
        for (var step = 1; step < 20; step++)
            Some.RunUntil(step, recipe, folder["parts"], resume: step > 1);
        var parts = Some.Run(recipe, folder["parts"], resume: true);
        AssertSameBits(folder["whole"], folder["parts"]);
        Assert.Equal(whole.Metrics, parts.Metrics);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("checkpoint")]
    public void Run_WhoseLogWasChanged_IsRefusedAndNothingIsChanged(string word)
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.KillAfter(15, recipe, folder["run"]);
        var events = Path.Combine(folder["run"], "events.jsonl");
        // As long as before, so that only its content tells.
        File.WriteAllText(events, File.ReadAllText(events).Replace($"\"event\":\"{word}\"", $"\"event\":\"{word.ToUpperInvariant()}\""));
        var before = Contents(folder["run"]);
        var refusal = Assert.Throws<RunException>(() => Some.Run(recipe, folder["run"], resume: true)).Message;
        Assert.EndsWith("step-0000000012.safetensors: was saved after other lines than those that events.jsonl now begins with; no whole checkpoint is left, nothing was changed; train it again in another folder.", refusal);
        Assert.Equal(before, Contents(folder["run"]));
    }

    [Fact]
    public void Run_WhoseLogWasChangedLate_GoesOnFromTheCheckpointBefore()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(15, recipe, folder["parts"]);
        var events = Path.Combine(folder["parts"], "events.jsonl");
        File.WriteAllText(events, File.ReadAllText(events).Replace("{\"event\":\"checkpoint\",\"step\":12}", "{\"event\":\"checkpoint\",\"step\":99}"));
        var listener = new StepListener();
        Some.Run(recipe, folder["parts"], resume: true, listener: listener);
        Assert.Equal(6, listener.Start!.FirstStep);
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Fact]
    public void Run_ThatHasEndedAndLostItsCheckpoints_IsRefusedAndNothingIsChanged()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Some.Run(recipe, folder["run"]);
        foreach (var path in RunFolder.Open(folder["run"]).Checkpoints())
            File.Delete(path);
        var before = Contents(folder["run"]);
        Assert.Equal($"{folder["run"]}: its run has ended (metrics.json is there) and no checkpoint is left to go on from; name another folder with --run.", Assert.Throws<RunException>(() => Some.Run(recipe, folder["run"], resume: true)).Message);
        Assert.Equal($"{folder["run"]}: its run has ended (metrics.json is there) and no checkpoint is left to measure.", Assert.Throws<RunException>(() => Experiment.Evaluate(folder["run"], Some.Options())).Message);
        Assert.Equal(before, Contents(folder["run"]));
    }

    [Theory]
    [InlineData("{ \"name\": ", "line 1, byte 11: ")]
    [InlineData("", "is empty; ")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\" }", "line 1, byte ")]
    [InlineData("{ \"name\": \"a\", \"task\": { \"kind\": \"parity\" }, \"train\": { \"steps\": -1 } }", "train.steps is -1; ")]
    public void Recipe_OfARunThatIsDamaged_IsAFailureInOneLine(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Some.Run(recipe, folder["run"]);
        var path = Path.Combine(folder["run"], "recipe.json");
        File.WriteAllText(path, text);
        var start = $"{folder["run"]}: the run's recipe cannot be read: {path}: {expected}";
        var training = Assert.Throws<RunException>(() => Some.Run(recipe, folder["run"], resume: true));
        var evaluation = Assert.Throws<RunException>(() => Experiment.Evaluate(folder["run"], Some.Options()));
        foreach (var failure in new[] { training, evaluation })
        {
            Assert.StartsWith(start, failure.Message);
            Assert.False(failure.IsMisuse);
            Assert.DoesNotContain("LineNumber", failure.Message);
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    [Fact]
    public void Run_FinishedAndResumed_StaysAsItIs()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        var first = Some.Run(recipe, folder["run"]);
        var events = File.ReadAllBytes(Path.Combine(folder["run"], "events.jsonl"));
        var again = Some.Run(recipe, folder["run"], resume: true);
        Assert.Equal(events, File.ReadAllBytes(Path.Combine(folder["run"], "events.jsonl")));
        Assert.Equal(first.Metrics, again.Metrics);
    }

    [Fact]
    public void Run_ThatEndedEarlyAndIsResumed_DoesNoMoreSteps()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless("train.stopWhen={\"lossPerTarget\":100,\"steps\":3}", "task.curriculum.threshold=100", "task.curriculum.most=5");
        var result = Some.Run(recipe, folder["run"]);
        Assert.Equal(5, result.Steps);   // lengths 2, 3, 4, 5 are passed in steps 1 to 3, which leaves the curriculum at its end; good steps are 3, 4 and 5
        var events = File.ReadAllText(Path.Combine(folder["run"], "events.jsonl"));
        Assert.EndsWith("{\"event\":\"finish\",\"step\":5,\"reason\":\"learnt\"}\n", events);
        Assert.Equal(5, Some.Run(recipe, folder["run"], resume: true).Steps);
        Assert.Equal(events, File.ReadAllText(Path.Combine(folder["run"], "events.jsonl")));
    }

    [Fact]
    public void Run_ResumedInANewFolder_StartsFromTheBeginning()
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        Assert.Equal(12, Some.Run(Some.Epochs(), folder["run"], resume: true, listener: listener).Steps);
        Assert.Empty(listener.Notes);
    }

    [Fact]
    public void Run_ThatWasStoppedAndLostItsCheckpoints_StartsFromTheBeginningAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(15, recipe, folder["parts"]);
        foreach (var path in RunFolder.Open(folder["parts"]).Checkpoints())
            File.Delete(path);
        var listener = new StepListener();
        Some.Run(recipe, folder["parts"], resume: true, listener: listener);
        Assert.Equal([$"{folder["parts"]}: has no checkpoint to go on from; starting at the beginning"], listener.Notes);
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void Run_LastCheckpointCutShort_GoesOnFromTheOneBefore(int length)
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(15, recipe, folder["parts"]);
        var newest = RunFolder.Open(folder["parts"]).Checkpoints()[0];
        using (var file = File.OpenWrite(newest))
            file.SetLength(length < 0 ? file.Length + length : length);
        var listener = new StepListener();
        Some.Run(recipe, folder["parts"], resume: true, listener: listener);
        Assert.Equal(6, listener.Start!.FirstStep);
        Assert.Contains("using step-0000000006.safetensors instead", Assert.Single(listener.Notes));
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Fact]
    public void Run_AllCheckpointsDamaged_IsRefusedAndNothingIsChanged()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.KillAfter(15, recipe, folder["run"]);
        foreach (var path in RunFolder.Open(folder["run"]).Checkpoints())
            File.WriteAllText(path, "no");
        var before = Contents(folder["run"]);
        var error = Assert.Throws<RunException>(() => Some.Run(recipe, folder["run"], resume: true));
        Assert.EndsWith("no whole checkpoint is left, nothing was changed; train it again in another folder.", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(before, Contents(folder["run"]));
    }

    [Fact]
    public void Run_EventsShorterThanTheCheckpointSays_GoesOnFromTheOneBefore()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Some.Run(recipe, folder["whole"]);
        Some.KillAfter(13, recipe, folder["parts"]);
        using (var events = File.OpenWrite(Path.Combine(folder["parts"], "events.jsonl")))
            events.SetLength(Checkpoint.Read(RunFolder.Open(folder["parts"]).Checkpoints()[0]).EventsLength - 1);
        Some.Run(recipe, folder["parts"], resume: true);
        AssertSameBits(folder["whole"], folder["parts"]);
    }

    [Fact]
    public void Run_CheckpointOfAnotherShape_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var small = Some.Epochs();
        Some.Run(small, folder["small"]);
        var large = Some.Epochs("model.hidden=6");
        Some.Run(large, folder["large"]);
        var path = RunFolder.Open(folder["small"]).Checkpoints()[0];
        var parts = new Unroll.Experiments.Building.ExperimentParts<float>(large, 1, long.MaxValue);
        var error = Assert.Throws<RunException>(() => Checkpoint.Read(path).RestoreMeasured(parts.Network, null));
        Assert.Equal($"{path}: is a checkpoint of another shape: 'layers.0.input' is F32 [2, 20], the model needs F32 [2, 24]; nothing was changed.", error.Message);
        File.Copy(path, RunFolder.Open(folder["large"]).CheckpointPath(99));
        Assert.EndsWith("is a checkpoint of another recipe; nothing was changed.", Assert.Throws<RunException>(() => Some.Run(large, folder["large"], resume: true)).Message);
    }

    static Recipe Recipe(string kind, string precision) => kind switch
    {
        "epochs" => Some.Epochs("model.precision=" + precision),
        "averaged" => Some.Epochs("model.precision=" + precision, "train.average.decay=0.8", "train.accumulate=2", "train.optimizer={\"kind\":\"nadam\",\"rate\":0.01}"),
        _ => Some.Endless("model.precision=" + precision),
    };

    static void AssertSameBits(string one, string other)
    {
        Assert.Equal(File.ReadAllText(Path.Combine(one, "events.jsonl")), File.ReadAllText(Path.Combine(other, "events.jsonl")));
        Assert.Equal(File.ReadAllText(Path.Combine(one, "metrics.json")), File.ReadAllText(Path.Combine(other, "metrics.json")));
        var (last, otherLast) = (RunFolder.Open(one).Checkpoints()[0], RunFolder.Open(other).Checkpoints()[0]);
        Assert.Equal(Path.GetFileName(last), Path.GetFileName(otherLast));
        Assert.Equal(File.ReadAllBytes(last), File.ReadAllBytes(otherLast));
    }

    static string[] Contents(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order().Select(path => $"{path}: {System.Convert.ToHexString(File.ReadAllBytes(path))}")];
}
