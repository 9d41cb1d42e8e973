using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public void Resume_AfterAKill_RemovesWhatWasHalfWritten()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Some.KillAfter(8, recipe, folder["run"]);
        folder.Write("run/.unroll-abc.tmp", "half a file");
        folder.Write("run/checkpoints/.unroll-def.tmp", "half a checkpoint");
        folder.Write("run/checkpoints/notes.tmp", "a user's own");
        Some.Run(recipe, folder["run"], resume: true);
        Assert.Equal(["notes.tmp"], Directory.EnumerateFiles(folder["run"], "*.tmp", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public void Run_LeavesTheFilesOfARunAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Some.Run(recipe, folder["run"]);
        var files = Directory.EnumerateFiles(folder["run"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["run"], path)).Order(System.StringComparer.Ordinal);
        Assert.Equal(["checkpoints/step-0000000009.safetensors", "checkpoints/step-0000000012.safetensors", "diagnosis.json", "environment.json", "events.jsonl", "metrics.json", "recipe.json", "timing.jsonl"], files);
        Assert.Equal(RecipeHash.Of(recipe), RecipeHash.Of(RunFolder.Open(folder["run"]).ReadRecipe()));
    }

    [Fact]
    public void Events_AreTheSameBitsEveryTimeAndAtAnyThreadCount()
    {
        using var folder = new TemporaryFolder();
        foreach (var threads in new[] { 1, 2, 3 })
            Some.Run(Some.Epochs(), folder[$"{threads}"], threads: threads);
        var events = File.ReadAllText(Path.Combine(folder["1"], "events.jsonl"));
        Assert.Equal(events, File.ReadAllText(Path.Combine(folder["2"], "events.jsonl")));
        Assert.Equal(events, File.ReadAllText(Path.Combine(folder["3"], "events.jsonl")));
    }

    [Fact]
    public void Events_TellEpochsEvaluationsCheckpointsAndTheEndInOrder()
    {
        using var folder = new TemporaryFolder();
        Some.Run(Some.Epochs(), folder["run"]);
        var kinds = File.ReadAllLines(Path.Combine(folder["run"], "events.jsonl")).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return $"{json.RootElement.GetProperty("event")} {(json.RootElement.TryGetProperty("step", out var step) ? step.ToString() : "")}".Trim();
        });
        Assert.Equal(["start", "epoch 3", "checkpoint 3", "epoch 6", "evaluation 6", "checkpoint 6", "epoch 9", "checkpoint 9", "epoch 12", "checkpoint 12", "evaluation 12", "finish 12"], kinds);
    }

    [Fact]
    public void Run_IntoAFinishedOrStoppedRun_IsRefusedAndNothingIsChanged()
    {
        using var folder = new TemporaryFolder();
        Some.Run(Some.Epochs(), folder["done"]);
        Some.RunUntil(4, Some.Epochs(), folder["half"]);
        var before = File.ReadAllBytes(Path.Combine(folder["done"], "events.jsonl"));
        Assert.Equal($"{folder["done"]}: holds a finished run already; use --resume to go on with it, or another --run.", Refused(Some.Epochs(), folder["done"]));
        Assert.Equal($"{folder["half"]}: holds a stopped run already; use --resume to go on with it, or another --run.", Refused(Some.Epochs(), folder["half"]));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder["done"], "events.jsonl")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_IntoAnotherRecipesFolder_IsRefusedAndSaysWhere(bool resume)
    {
        using var folder = new TemporaryFolder();
        Some.Run(Some.Epochs(), folder["run"]);
        Assert.Equal($"{folder["run"]}: belongs to another recipe: model.hidden is 5 there and 6 here; name another folder with --run.", Refused(Some.Epochs("model.hidden=6"), folder["run"], resume));
        Assert.Equal($"{folder["run"]}: belongs to another recipe: train.seed is 0 there and 1 here; name another folder with --run.", Refused(Some.Epochs().WithSeed(1), folder["run"], resume));
    }

    [Fact]
    public void Run_IntoAFolderOfOtherFiles_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/thesis.txt", "…");
        Assert.Equal($"{folder["mine"]}: has files but no recipe.json, so it is no run folder; name a new or empty folder with --run.", Refused(Some.Epochs(), folder["mine"]));
        Assert.Equal(["thesis.txt"], Directory.EnumerateFileSystemEntries(folder["mine"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Run_IntoAFileOrBelowOne_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "…");
        Assert.Equal($"{file}: is a file; a run needs a folder. Name another with --run.", Refused(Some.Epochs(), file));
        var below = Path.Combine(file, "run");
        Assert.StartsWith($"{below}: the folder cannot be made: ", Refused(Some.Epochs(), below));
        Assert.DoesNotContain('\n', Refused(Some.Epochs(), below));
    }

    [Fact]
    public void Run_InAFolderThatIsInUse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        string? message = null;
        var listener = new StepListener(step => message ??= Refused(recipe, folder["run"], resume: true));
        Some.Run(recipe, folder["run"], listener: listener);
        Assert.Equal($"{folder["run"]}: is in use by another run; wait for it, or name another folder with --run.", message);
    }

    [Fact]
    public void Run_AfterAKillBeforeTheRecipeWasWritten_StartsAnew()
    {
        using var folder = new TemporaryFolder();
        folder.Write("run/.unroll-abc.tmp", "half a rec");
        Directory.CreateDirectory(folder["run/checkpoints"]);
        Assert.Equal(RunOutcome.Finished, Some.Run(Some.Epochs(), folder["run"]).Outcome);
    }

    [Fact]
    public void NextFreeAndLatest_FollowTheRecipe()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Assert.Null(RunFolder.Latest(folder.Path, recipe));
        var first = RunFolder.NextFree(folder.Path, recipe);
        Assert.Equal($"parity-report-fixed-6-{RecipeHash.Of(recipe)[..8]}", Path.GetFileName(first));
        Directory.CreateDirectory(first);
        Assert.Equal(first, RunFolder.Latest(folder.Path, recipe));
        Assert.Equal(first + "-2", RunFolder.NextFree(folder.Path, recipe));
        Assert.Null(RunFolder.Latest(folder.Path, recipe.WithSeed(7)));
    }

    [Fact]
    public void Open_WhatIsNoRunFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"{folder.Path}: is not a run folder: it has no recipe.json.", Assert.Throws<RunException>(() => RunFolder.Open(folder.Path)).Message);
        Assert.Equal($"{folder["no"]}: is not there.", Assert.Throws<RunException>(() => RunFolder.Open(folder["no"])).Message);
    }

    static string Refused(Recipe recipe, string path, bool resume = false) => Assert.Throws<RunException>(() => Some.Run(recipe, path, resume)).Message;
}
