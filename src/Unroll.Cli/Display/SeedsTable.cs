using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Unroll.Experiments;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Display;

/// <summary>A study of seeds for people: each metric's median, quartiles, best and worst, and how many seeds met what the recipe expects.</summary>
static class SeedsTable
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, SweepResult result)
    {
        var (plan, standing) = (result.Plan, result.Ranking[0]);
        var rows = new List<string[]> { new[] { Title(plan), "median", "quartiles", "best", "worst" } };
        foreach (var name in Names(plan, standing))
        {
            var one = standing.Summaries.First(summary => summary.Metric == name);
            rows.Add([Label(one), MetricText.Of(name, one.Median), $"{MetricText.Of(name, one.LowerQuartile)} to {MetricText.Of(name, one.UpperQuartile)}", MetricText.Of(name, one.Best), MetricText.Of(name, one.Worst)]);
        }
        if (Tables.HasRoom(terminal, rows, wrapped: 2))
        {
            Tables.Write(terminal, rows);
        }
        else
        {
            terminal.Output.WriteLine(rows[0][0]);
            Tables.WriteList(terminal, rows);
        }
        WriteSuccess(terminal, standing);
        terminal.Output.WriteLine($"runs: {result.Folder} (results.json, results.csv, runs.csv)");
    }

    /// <summary>The metric to compare by first, then those that the recipe expects something of, then the steps.</summary>
    internal static IReadOnlyList<string> Names(SweepPlan plan, SweepStanding standing) =>
    [
        .. new[] { plan.Metric.Name }.Concat(plan.Recipe.Expect.Select(one => one.Metric)).Append("train.steps").Distinct().Where(name => standing.Summaries.Any(summary => summary.Metric == name)),
    ];

    /// <summary>How many met what is expected, in words, with the interval.</summary>
    internal static string Success(SuccessRate success) => string.Create(CultureInfo.InvariantCulture,
        $"{success.Successes:N0} of {success.Runs:N0} seeds met what the recipe expects: {100 * success.Share:F1} % (95 % interval {100 * success.Low:F1} to {100 * success.High:F1} %, Wilson)");

    static string Title(SweepPlan plan) => string.Create(CultureInfo.InvariantCulture, $"{plan.Recipe.Name}, seeds {plan.Seeds[0]} to {plan.Seeds[^1]}");

    static string Label(MetricSummary one) => one.Measured == one.Runs ? one.Metric : string.Create(CultureInfo.InvariantCulture, $"{one.Metric} (in {one.Measured:N0} of {one.Runs:N0})");

    static void WriteSuccess(Terminal terminal, SweepStanding standing)
    {
        terminal.Output.WriteLine(standing.Success is { } success ? Success(success) : "the recipe expects nothing, so there is no success to count");
        foreach (var run in standing.Runs.Where(run => run.Met == false || run.Outcome == RunOutcome.Diverged))
            terminal.Output.WriteLine($"  seed {run.Trial.Seed}: {Failure(run)}");
    }

    static string Failure(TrialResult run) => run.Outcome == RunOutcome.Diverged
        ? $"diverged: {run.Message}"
        : string.Join("; ", run.Expectations.Where(one => !one.Met).Select(one => $"{one.Metric} is {MetricText.Of(one.Metric, one.Got)}, wanted {one.Wanted}"));
}
