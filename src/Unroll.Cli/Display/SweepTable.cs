using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
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
        var rows = new List<string[]> { Titles(result) };
        rows.AddRange(result.Ranking.Take(MostShown).Select(standing => Row(result, standing)));
        if (Tables.HasRoom(terminal, rows, wrapped: 0))
            WriteTable(terminal, rows);
        else
            WriteList(terminal, rows);
        if (result.Ranking.Count > MostShown)
            terminal.Output.WriteLine($"and {result.Ranking.Count - MostShown} more, in results.csv");
        var best = result.Ranking[0];
        terminal.Output.WriteLine($"{plan.Recipe.Name}: best by {plan.Metric.Name}: {best.Point.Describe()}");
        if (plan.Metric.Name.StartsWith("test", System.StringComparison.Ordinal))
            terminal.Output.WriteLine("chosen by test data, so the best's own figure flatters it: train it again with other seeds (unroll train … --seeds N --seed S)");
        terminal.Output.WriteLine($"sweep: {result.Folder} (results.json, results.csv, runs.csv)");
    }

    /// <summary>The titles of the columns: place, values, budget (with halving), score, and other measures that the recipe expects something of.</summary>
    internal static string[] Titles(SweepResult result)
    {
        var plan = result.Plan;
        string[] budget = plan.HalvingFactor is null ? [] : [plan.Unit];
        string[] runs = plan.Seeds.Count == 1 ? [] : ["diverged"];
        var score = plan.Seeds.Count == 1 ? plan.Metric.Name : $"{(plan.Statistic == SweepStatistic.Mean ? "mean" : "median")} {plan.Metric.Name}";
        return ["rank", .. plan.Axes.Select(axis => axis.Path), .. budget, score, .. Others(result), .. runs];
    }

    /// <summary>The cells of a point.</summary>
    internal static string[] Row(SweepResult result, SweepStanding standing)
    {
        var plan = result.Plan;
        string[] budget = plan.HalvingFactor is null ? [] : [standing.Budget.ToString("N0", CultureInfo.InvariantCulture)];
        string[] runs = plan.Seeds.Count == 1 ? [] : [$"{standing.Diverged} of {standing.Runs.Count}"];
        var score = plan.Seeds.Count == 1 && standing.Diverged == 1 ? "diverged" : MetricText.Of(plan.Metric.Name, standing.Score);
        var others = Others(result).Select(name => standing.Summaries.FirstOrDefault(one => one.Metric == name) is { Measured: > 0 } one ? MetricText.Of(name, one.Median) : "none");
        return [standing.Rank.ToString(CultureInfo.InvariantCulture), .. standing.Point.Settings.Select(setting => setting.Text), .. budget, score, .. others, .. runs];
    }

    // Of metrics that the recipe expects something of, beside the one to choose by, and what decides between equals.
    static IEnumerable<string> Others(SweepResult result) =>
        result.Plan.Recipe.Expect.Select(one => one.Metric).Append("train.lossPerTarget").Distinct().Where(name => name != result.Plan.Metric.Name);

    static void WriteTable(Terminal terminal, List<string[]> rows)
    {
        var table = Tables.New(terminal);
        foreach (var title in rows[0])
            table.AddColumn(title.EscapeMarkup());
        foreach (var row in rows.Skip(1))
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        Tables.Write(terminal, table);
    }

    static void WriteList(Terminal terminal, List<string[]> rows)
    {
        foreach (var row in rows.Skip(1))
        {
            terminal.Output.WriteLine($"{rows[0][0]} {row[0]}");
            for (var column = 1; column < row.Length; column++)
                terminal.Output.WriteLine($"  {rows[0][column]} {row[column]}");
        }
    }
}
