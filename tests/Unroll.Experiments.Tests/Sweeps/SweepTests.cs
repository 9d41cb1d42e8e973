using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>Runs side by side are the runs alone, and a sweep that was stopped or killed ends as one that was not.</summary>
public sealed class SweepTests
{
    static readonly string[] s_grid = ["train.batch=4,8", "train.optimizer.rate=0.001,0.02"];

    static SweepPlan Grid(HalvingOptions? halving = null, params string[] settings) =>
        SweepPlan.Of(Some.Epochs(settings), new SweepRequest { Axes = [.. s_grid.Select(SweepAxis.ParseList)], Halving = halving, Metric = "train.lossPerTarget", Seeds = 2 });

    static SweepResult Run(SweepPlan plan, string folder, bool resume = false, int threads = 2, SweepWatcher? watcher = null, CancellationToken stop = default) =>
        Sweep.Run(plan, folder, Some.Options(resume, threads), watcher ?? new SweepWatcher(), stop);

    [Fact]
    public void Seeds_SideBySide_AreTheRunsAlone()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs("train.seed=7");
        var result = Run(SweepPlan.OfSeeds(recipe, 3), folder["seeds"]);
        Assert.Equal([7UL, 8UL, 9UL], result.Plan.Seeds);
        foreach (var run in result.Ranking[0].Runs)
        {
            var alone = Some.Run(recipe.WithSeed(run.Trial.Seed), folder[$"alone-{run.Trial.Seed}"]);
            Assert.Equal(alone.Metrics.OrderBy(metric => metric.Key), run.Metrics.OrderBy(metric => metric.Key));
            Assert.Equal(SweepContent.OfRun(alone.Run), SweepContent.OfRun(Path.Combine(result.Folder, run.Trial.Name)));
        }
    }

    [Fact]
    public void Seeds_AtAnyNumberOfThreads_GiveTheSameFiles()
    {
        using var folder = new TemporaryFolder();
        var plan = SweepPlan.OfSeeds(Some.Epochs(), 3);
        Run(plan, folder["one"], threads: 1);
        Run(plan, folder["seven"], threads: 7);
        Assert.Equal(SweepContent.Of(folder["one"]), SweepContent.Of(folder["seven"]));
    }

    // Killed between the last two files of a run: it has not ended until its diagnosis is there.
    [Fact]
    public void Run_KilledBeforeItsDiagnosis_IsEndedByAResumption()
    {
        using var folder = new TemporaryFolder();
        var plan = SweepPlan.OfSeeds(Some.Epochs(), 2);
        Run(plan, folder["s"]);
        var whole = SweepContent.Of(folder["s"]);
        var diagnosis = Path.Combine(folder["s"], plan.Trials[1].Name, "diagnosis.json");
        var before = File.ReadAllText(diagnosis);
        File.Delete(diagnosis);
        Run(plan, folder["s"], resume: true);
        Assert.Equal(before, File.ReadAllText(diagnosis));
        Assert.Equal(whole, SweepContent.Of(folder["s"]));
    }

    // Every update multiplies the weights by about -999, until float has no room left.
    static Recipe Growing() => Some.Epochs("train.steps=40", "train.optimizer={\"kind\":\"sgd\",\"rate\":1000,\"weightDecay\":1,\"decoupledDecay\":true}", "model.cell=elman", "train.evaluateEvery=0", "expect=[{\"metric\":\"test.lastBitAccuracy\",\"atLeast\":0}]");

    [Fact]
    public void Seeds_ThatDiverge_CountAsFailuresAndAreThere()
    {
        using var folder = new TemporaryFolder();
        var standing = Run(SweepPlan.OfSeeds(Growing(), 2), folder["bad"]).Ranking[0];
        Assert.Equal((0, 2, 2), (standing.Success!.Successes, standing.Success.Runs, standing.Diverged));
        Assert.All(standing.Runs, run => Assert.Contains("diverged", run.Message));
        Assert.Equal(double.NegativeInfinity, standing.Summaries.Single(one => one.Metric == "test.lastBitAccuracy").Median);
        Assert.Contains("\"outcome\": \"diverged\"", File.ReadAllText(folder["bad/results.json"]));
        var again = Run(SweepPlan.OfSeeds(Growing(), 2), folder["bad"], resume: true).Ranking[0];
        Assert.Equal(standing.Runs.Select(run => run.Message), again.Runs.Select(run => run.Message));
    }

    [Fact]
    public void Point_ThatDiverges_IsLast()
    {
        using var folder = new TemporaryFolder();
        foreach (var metric in new[] { "test.lastBitAccuracy", "train.lossPerTarget" })
        {
            var plan = SweepPlan.Of(Growing(), new SweepRequest { Axes = [SweepAxis.ParseList("train.optimizer.rate=1000,0.001")], Metric = metric });
            Assert.Equal(["0.001", "1000"], Run(plan, folder[metric]).Ranking.Select(standing => standing.Point.Settings[0].Json));
        }
    }

    [Fact]
    public void Seeds_MoreOfThem_GoOnWithTheFirst()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs();
        Run(SweepPlan.OfSeeds(recipe, 2), folder["grown"]);
        var watcher = new SweepWatcher();
        var grown = Run(SweepPlan.OfSeeds(recipe, 4, "train.steps"), folder["grown"], resume: true, watcher: watcher);
        Assert.Equal((2, 2 * 12), (watcher.Rounds[0].Done, watcher.Steps));
        Assert.Equal(4, grown.Ranking[0].Runs.Count);
        Run(SweepPlan.OfSeeds(recipe, 4, "train.steps"), folder["whole"]);
        Assert.Equal(SweepContent.Of(folder["whole"]), SweepContent.Of(folder["grown"]));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 30)]
    [InlineData(false, 70)]
    [InlineData(true, 5)]
    [InlineData(true, 24)]
    [InlineData(true, 40)]
    [InlineData(true, 50)]
    public void Sweep_KilledAndResumed_EndsWithTheSameFiles(bool isHalving, int step)
    {
        using var folder = new TemporaryFolder();
        var plan = Grid(isHalving ? new HalvingOptions { Factor = 2 } : null);
        Run(plan, folder["whole"]);
        var killer = new SweepWatcher(done => _ = done >= step ? throw new TimeoutException("killed") : 0);
        Assert.Throws<TimeoutException>(() => Run(plan, folder["parts"], watcher: killer));
        Assert.False(File.Exists(Path.Combine(folder["parts"], "results.json")));
        Run(plan, folder["parts"], resume: true, threads: 1);
        Assert.Equal(SweepContent.Of(folder["whole"]), SweepContent.Of(folder["parts"]));
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 26)]
    [InlineData(true, 50)]
    public void Sweep_StoppedAndResumed_DoesNoStepTwice(bool isHalving, int step)
    {
        using var folder = new TemporaryFolder();
        var plan = Grid(isHalving ? new HalvingOptions { Factor = 2 } : null);
        var whole = new SweepWatcher();
        Run(plan, folder["whole"], watcher: whole);
        using var source = new CancellationTokenSource();
        var first = new SweepWatcher(done => Cancel(source, done == step));
        var stopped = Run(plan, folder["parts"], watcher: first, stop: source.Token);
        Assert.True(stopped.IsInterrupted);
        Assert.Empty(stopped.Ranking);
        var second = new SweepWatcher();
        Run(plan, folder["parts"], resume: true, watcher: second);
        Assert.Equal(whole.Steps, first.Steps + second.Steps);
        Assert.Equal(SweepContent.Of(folder["whole"]), SweepContent.Of(folder["parts"]));
    }

    [Fact]
    public void Halving_ByItsSchedule_GoesOnFromCheckpoints()
    {
        using var folder = new TemporaryFolder();
        var plan = Grid(new HalvingOptions { Factor = 2 });
        Assert.Equal([new(1, 4), new(2, 2), new(4, 1)], plan.Rungs);
        var watcher = new SweepWatcher();
        var result = Run(plan, folder["halved"], watcher: watcher);
        // Steps of an epoch by batch (40 strings, two workers): 5 and 3. Two seeds each; round 1 is an epoch of all, then one more of the two best, then two more of the best.
        int[] epoch = [.. result.Ranking.Select(standing => standing.Point.Settings[0].Json == "4" ? 5 : 3)];
        Assert.Equal(2 * (epoch.Sum() + epoch[0] + epoch[1] + 2 * epoch[0]), watcher.Steps);
        Assert.Equal([4, 2, 1, 1], result.Ranking.Select(standing => standing.Budget));
        var best = result.Ranking[0];
        Assert.All(best.Runs, run => Assert.Equal(RunOutcome.Finished, run.Outcome));
        Assert.All(result.Ranking.Skip(1).SelectMany(standing => standing.Runs), run => Assert.Equal(RunOutcome.Paused, run.Outcome));
        foreach (var run in best.Runs)
            Assert.Equal(SweepContent.OfRun(Some.Run(run.Trial.Recipe, folder[run.Trial.Name]).Run), SweepContent.OfRun(Path.Combine(result.Folder, run.Trial.Name)));
    }

    [Fact]
    public void Ranking_OfPoints_IsByTheMedianOfTheirSeeds()
    {
        using var folder = new TemporaryFolder();
        var result = Run(Grid(), folder["grid"]);
        Assert.Equal([1, 2, 3, 4], result.Ranking.Select(standing => standing.Rank));
        Assert.Equal(result.Ranking.Select(standing => standing.Score).Order(), result.Ranking.Select(standing => standing.Score));
        Assert.All(result.Ranking, standing => Assert.Equal(standing.Runs.Average(run => run.Metrics["train.lossPerTarget"]), standing.Score, 1e-12));   // of two, the median is the mean
        Assert.Equal("0.02", result.Ranking[0].Point.Settings[1].Json);
        Assert.Equal(["rank,point,train.batch,train.optimizer.rate,epochs,runs,diverged,met,score"], File.ReadLines(Path.Combine(result.Folder, "results.csv")).Take(1).Select(line => string.Join(',', line.Split(',').Take(9))));
        Assert.Equal(9, File.ReadLines(Path.Combine(result.Folder, "runs.csv")).Count());
    }

    [Fact]
    public void Folder_OfAnotherSweep_IsRefusedAndNothingIsChanged()
    {
        using var folder = new TemporaryFolder();
        Run(Grid(), folder["grid"]);
        var before = SweepContent.Of(folder["grid"]);
        var refusals = new[]
        {
            (Plan: Grid(), Resume: false, Message: "holds a sweep already; use --resume to go on with it, or another --run."),
            (Plan: Grid(null, "model.hidden=6"), Resume: true, Message: "belongs to another sweep, or to one of other values"),
            (Plan: SweepPlan.Of(Some.Epochs(), new SweepRequest { Axes = [SweepAxis.ParseList("train.batch=4,9"), SweepAxis.ParseList(s_grid[1])] }), Resume: true, Message: "belongs to another sweep, or to one of other values"),
            (Plan: Grid(new HalvingOptions()), Resume: true, Message: "belongs to another sweep, or to one of other values"),
        };
        foreach (var (plan, resume, message) in refusals)
        {
            var refusal = Assert.Throws<RunException>(() => Run(plan, folder["grid"], resume));
            Assert.Contains(message, refusal.Message);
            Assert.True(refusal.IsMisuse);
        }
        Assert.Equal(before, SweepContent.Of(folder["grid"]));
        folder.Write("other/notes.txt", "mine");
        Assert.Contains("so it is no sweep's folder", Assert.Throws<RunException>(() => Run(Grid(), folder["other"])).Message);
    }

    [Fact]
    public void Run_ThatCannotGoOn_StopsTheSweepInOneLine_AndCanBeGoneOnWith()
    {
        using var folder = new TemporaryFolder();
        var plan = SweepPlan.OfSeeds(Some.Epochs(), 3);
        Run(plan, folder["whole"]);
        folder.Write("parts/seed-1", "a file where a folder must be");
        File.Copy(Path.Combine(folder["whole"], "sweep.json"), Path.Combine(folder["parts"], "sweep.json"));
        Assert.Contains("seed-1: is a file", Assert.Throws<RunException>(() => Run(plan, folder["parts"], resume: true)).Message);
        File.Delete(folder["parts/seed-1"]);
        Run(plan, folder["parts"], resume: true);
        Assert.Equal(SweepContent.Of(folder["whole"]), SweepContent.Of(folder["parts"]));
    }

    static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
            source.Cancel();
    }
}
