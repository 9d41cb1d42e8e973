using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Tests.Display;

/// <summary>What people see of a sweep, from figures made up: the lines drawn over while it runs, and the tables at its end, wide and narrow.</summary>
public sealed class SweepDisplayTests
{
    const string Accuracy = "validation.lastAccuracy", Expected = "test.lastAccuracy", Loss = "train.lossPerTarget";
    const int Narrow = 48;

    static readonly Recipe s_recipe = RecipeReader.Read("even-pairs", ["expect=[{\"metric\":\"test.lastAccuracy\",\"atLeast\":0.99}]"]);

    static readonly SweepPlan s_grid = SweepPlan.Of(s_recipe, new SweepRequest { Axes = [SweepAxis.ParseList("train.batch=16,32,64"), SweepAxis.ParseList("train.optimizer.rate=0.001,0.01")] });

    static readonly SweepPlan s_seeds = SweepPlan.OfSeeds(s_recipe, 4);

    static readonly RunProgress s_halfway = new(2000, 4000, 0, 0, 0.25, 0.01, 1200, 3, 3, null);

    // Runs end with ever more right, the third diverges, and from the fifth on what is expected is met.
    static TrialResult Result(SweepTrial trial, int index)
    {
        var isLost = index == 2;
        Dictionary<string, double> metrics = isLost ? new() { ["train.steps"] = 17 } : new() { [Expected] = 0.5 + 0.1 * index, [Accuracy] = 0.45 + 0.1 * index, ["train.steps"] = 4000 - 500 * index, [Loss] = 0.7 / (index + 1) };
        return new(trial, isLost ? RunOutcome.Diverged : RunOutcome.Finished, isLost ? 17 : 4000 - 500 * index, metrics, isLost ? "the loss at step 17 is NaN" : null, [new(Expected, "at least 0.99", metrics.GetValueOrDefault(Expected, double.NaN), index >= 5)]);
    }

    static SweepResult Ended(SweepPlan plan)
    {
        var results = plan.Trials.Select(Result).ToArray();
        var standings = results.GroupBy(result => result.Trial.Point.Number).Select(runs => Standing(plan, [.. runs])).OrderByDescending(standing => double.IsFinite(standing.Score) ? standing.Score : -1);
        return new SweepResult(plan, "/runs/even-pairs", [.. standings.Select((standing, index) => standing with { Rank = index + 1 })], results.Length, results.Length, IsInterrupted: false);
    }

    static SweepStanding Standing(SweepPlan plan, TrialResult[] runs)
    {
        var summaries = new[] { plan.Metric.Name, Expected, "train.steps", Loss }.Distinct().Select(name => MetricSummary.Of(name, [.. runs.Select(run => run.Measure(name))], name is not ("train.steps" or Loss))).ToArray();
        return new(0, runs[0].Trial.Point, 4000, summaries[0].Median, runs, summaries, new SuccessRate(runs.Count(run => run.Met == true), runs.Length));
    }

    static string Written(int width, Action<Terminal> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new Terminal { Output = output, Error = TextWriter.Null, Unicode = true, Width = width });
        return output.ToString();
    }

    // What stands on the screen after all has been written: each drawing goes up over the lines of the one before.
    static string Screen(string text)
    {
        var lines = new List<string> { "" };
        for (var at = 0; at < text.Length; at++)
        {
            var rest = text[at..];
            if (rest.StartsWith("\u001b[K", StringComparison.Ordinal) || rest.StartsWith("\u001b[J", StringComparison.Ordinal))
            {
                at += 2;
            }
            else if (rest[0] == '\u001b')
            {
                var end = rest.IndexOf('A', StringComparison.Ordinal);
                var up = int.Parse(rest[2..end], System.Globalization.CultureInfo.InvariantCulture);
                lines.RemoveRange(lines.Count - 1 - up, up + 1);
                lines.Add("");
                at += end;
            }
            else if (rest[0] == '\n')
            {
                lines.Add("");
            }
            else if (rest[0] != '\r')
            {
                lines[^1] += rest[0];
            }
        }
        return string.Join('\n', lines);
    }

    static string Live(SweepPlan plan, int width, int ended, int atWork, bool isTerminal = true, int doneBefore = 0)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var time = new SteppedTime();
        var progress = new SweepProgress(new Terminal { Output = TextWriter.Null, Error = error, ErrorIsTerminal = isTerminal, Unicode = true, Width = width, Time = time }, quiet: false);
        progress.Started(new SweepRound(plan, "/runs/even-pairs", 1, plan.Rungs[0], plan.Trials.Count, doneBefore, 2));
        for (var i = 0; i < ended; i++)
        {
            time.Pass(TimeSpan.FromSeconds(4));
            progress.Progressed(plan.Trials[i], s_halfway);
            progress.Ended(Result(plan.Trials[i], i));
        }
        for (var i = ended; i < ended + atWork; i++)
        {
            time.Pass(TimeSpan.FromSeconds(1));
            progress.Progressed(plan.Trials[i], s_halfway);
        }
        return Screen(error.ToString());
    }

    [Fact]
    public void Live_OfASweep_ReadsAsCommitted() => Snapshot.Match("sweep-live", Live(s_grid, width: 110, ended: 4, atWork: 2));

    [Fact]
    public void Live_InANarrowTerminal_CutsItsLines()
    {
        var text = Live(s_grid, Narrow, ended: 4, atWork: 2);
        Snapshot.Match("sweep-live-narrow", text);
        Assert.All(text.Split('\n').Skip(1), line => Assert.True(line.Length < Narrow, line));   // the first is said once and scrolls away
    }

    [Fact]
    public void Live_OfSeeds_ReadsAsCommitted() => Snapshot.Match("seeds-live", Live(s_seeds, width: 110, ended: 1, atWork: 2));

    [Fact]
    public void Live_OfASweepTakenUp_CountsWhatWasDoneBefore()
    {
        var text = Live(s_grid, width: 110, ended: 4, atWork: 1, doneBefore: 3);
        Assert.Contains("even-pairs: 6 runs, 2 at once, 3 of them done before", text, StringComparison.Ordinal);
        Assert.Contains("\n4 of 6 done, 4 missed (1 diverged), ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_OfASweep_HasALineForEachRun() => Snapshot.Match("sweep-log", Live(s_grid, width: 110, ended: 4, atWork: 2, isTerminal: false));

    [Theory]
    [InlineData("sweep-table", 110)]
    [InlineData("sweep-table-narrow", Narrow)]
    public void Table_OfASweep_ReadsAsCommitted(string snapshot, int width) => Snapshot.Match(snapshot, Written(width, terminal => SweepTable.Write(terminal, Ended(s_grid))));

    [Theory]
    [InlineData("seeds-table", 110)]
    [InlineData("seeds-table-narrow", Narrow)]
    public void Table_OfSeeds_ReadsAsCommitted(string snapshot, int width) => Snapshot.Match(snapshot, Written(width, terminal => SeedsTable.Write(terminal, Ended(s_seeds))));

    [Fact]
    public void FirstRoundOfHalving_SaysHowLongAllOfThemTake()
    {
        var recipe = RecipeReader.Read("even-pairs", ["expect=[]", "seconds=30"]);
        var plan = SweepPlan.Of(recipe, new SweepRequest { Axes = [SweepAxis.ParseList("train.batch=16,32,64,128")], Halving = new HalvingOptions { Factor = 2, Least = 1000 }, Metric = Accuracy });
        string Told(int number)
        {
            using var error = new StringWriter { NewLine = "\n" };
            new SweepProgress(new Terminal { Output = TextWriter.Null, Error = error, Width = 120 }, quiet: false).Started(new SweepRound(plan, "/runs/x", number, plan.Rungs[number - 1], plan.Rungs[number - 1].Points, 0, 2));
            return error.ToString();
        }
        Assert.Equal($"even-pairs: round 1 of {plan.Rungs.Count}, step 1000: 4 runs, 2 at once, all rounds about {Math.Round(plan.Seconds!.Value)} s on 2 cores\n", Told(1));
        Assert.DoesNotContain(" s on 2 cores", Told(2));
    }
}
