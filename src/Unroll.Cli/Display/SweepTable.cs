using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Unroll.Experiments;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Display;

/// <summary>A ranking for people.</summary>
static class SweepTable
{
    const int MostShown = 30;

    /// <summary>Writes the ranking, the best first.</summary>
    public static void Write(Terminal terminal, SweepResult result)
    {
        var plan = result.Plan;
        string[] others = [.. Others(plan)];
        var shown = Enumerable.Range(0, others.Length + 1).Select(left => Rows(result, others[left..])).FirstOrDefault(rows => Tables.HasRoom(terminal, rows, wrapped: null));
        if (shown is not null)
            Tables.Write(terminal, shown);
        else
            Tables.WriteList(terminal, [.. Rows(result, []).Select(row => (string[])[$"rank {row[0]}", .. row[1..]])]);
        if (result.Ranking.Count > MostShown)
            terminal.Output.WriteLine($"and {result.Ranking.Count - MostShown} more, in results.csv");
        var best = result.Ranking[0];
        terminal.Output.WriteLine($"{plan.Recipe.Name}: best by {plan.Metric.Name}: {best.Point.Describe()}");
        if (plan.Metric.Name.StartsWith("test", System.StringComparison.Ordinal))
            terminal.Output.WriteLine("chosen by test data, so the best's own figure flatters it: train it again with other seeds (unroll train … --seeds N --seed S)");
        terminal.Output.WriteLine($"sweep: {result.Folder} (results.json, results.csv, runs.csv)");
    }

    // Titles, then the best points: place, values, budget (with halving), score, other measures.
    static List<string[]> Rows(SweepResult result, string[] others)
    {
        var plan = result.Plan;
        string[] budget = plan.HalvingFactor is null ? [] : [plan.Unit];
        string[] runs = plan.Seeds.Count == 1 ? [] : ["diverged"];
        var score = plan.Seeds.Count == 1 ? plan.Metric.Name : $"{(plan.Statistic == SweepStatistic.Mean ? "mean" : "median")} {plan.Metric.Name}";
        return [["rank", .. plan.Axes.Select(axis => axis.Path), .. budget, score, .. others, .. runs], .. result.Ranking.Take(MostShown).Select(standing => Row(plan, standing, others))];
    }

    static string[] Row(SweepPlan plan, SweepStanding standing, string[] others)
    {
        string[] budget = plan.HalvingFactor is null ? [] : [standing.Budget.ToString("N0", CultureInfo.InvariantCulture)];
        string[] runs = plan.Seeds.Count == 1 ? [] : [$"{standing.Diverged} of {standing.Runs.Count}"];
        var score = plan.Seeds.Count == 1 && standing.Diverged == 1 ? "diverged" : MetricText.Of(plan.Metric.Name, standing.Score);
        var measures = others.Select(name => standing.Summaries.FirstOrDefault(one => one.Metric == name) is { Measured: > 0 } one ? MetricText.Of(name, one.Median) : "none");
        return [standing.Rank.ToString(CultureInfo.InvariantCulture), .. standing.Point.Settings.Select(setting => setting.Text), .. budget, score, .. measures, .. runs];
    }

    // The training loss, which decides between equals, and metrics that the recipe expects something of, the most telling last: the first to go where there is little room is the last expectation.
    static IEnumerable<string> Others(SweepPlan plan) =>
        plan.Recipe.Expect.Select(one => one.Metric).Reverse().Append("train.lossPerTarget").Distinct().Where(name => name != plan.Metric.Name);
}
