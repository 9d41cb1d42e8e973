using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Unroll.Experiments.Sweeps;

/// <summary>Results of sweeps as comma-separated values (RFC 4180, with plain line ends). A cell without a number is empty.</summary>
static class SweepCsv
{
    static readonly string[] PlaceOfRun = ["point", "seed"], EndOfRun = ["run", "outcome", "met", "steps"], PlaceOfPoint = ["rank", "point"];
    static readonly string[] OfMetric = ["metric", "runs", "measured", "median", "lowerQuartile", "upperQuartile", "best", "worst", "mean"];

    /// <summary>A row for each run: point, seed, values, how it ended, measures; in the order of the plan.</summary>
    public static string Runs(SweepResult result)
    {
        var plan = result.Plan;
        var runs = result.Ranking.SelectMany(standing => standing.Runs).OrderBy(run => run.Trial.Point.Number).ToList();
        var metrics = runs.SelectMany(run => run.Metrics.Keys).Distinct().ToList();
        var rows = new List<IEnumerable<string>> { PlaceOfRun.Concat(plan.Axes.Select(axis => axis.Path)).Concat(EndOfRun).Concat(metrics) };
        foreach (var run in runs)
        {
            string[] place = [Whole(run.Trial.Point.Number), run.Trial.Seed.ToString(CultureInfo.InvariantCulture)];
            string[] end = [run.Trial.Name, SweepJson.OutcomeName(run.Outcome), run.Met switch { true => "true", false => "false", null => "" }, Whole(run.Steps)];
            rows.Add(place.Concat(run.Trial.Point.Settings.Select(setting => setting.Text)).Concat(end).Concat(metrics.Select(name => run.Metrics.TryGetValue(name, out var value) ? Number(value) : "")));
        }
        return Text(rows);
    }

    /// <summary>A row for each point, the best first: its values, its score, the median of each metric.</summary>
    public static string Ranking(SweepResult result)
    {
        var plan = result.Plan;
        var metrics = result.Ranking.SelectMany(standing => standing.Summaries.Select(summary => summary.Metric)).Distinct().ToList();
        var rows = new List<IEnumerable<string>> { PlaceOfPoint.Concat(plan.Axes.Select(axis => axis.Path)).Concat([plan.Unit, "runs", "diverged", "met", "score"]).Concat(metrics) };
        foreach (var standing in result.Ranking)
        {
            string[] place = [Whole(standing.Rank), Whole(standing.Point.Number)];
            string[] end = [Whole(standing.Budget), Whole(standing.Runs.Count), Whole(standing.Diverged), standing.Success is { } success ? Whole(success.Successes) : "", Number(standing.Score)];
            rows.Add(place.Concat(standing.Point.Settings.Select(setting => setting.Text)).Concat(end).Concat(metrics.Select(name => standing.Summaries.FirstOrDefault(summary => summary.Metric == name) is { } summary ? Number(summary.Median) : "")));
        }
        return Text(rows);
    }

    /// <summary>A row for each metric of a study of seeds.</summary>
    public static string Metrics(SweepResult result)
    {
        var rows = new List<IEnumerable<string>> { OfMetric };
        foreach (var one in result.Ranking.SelectMany(standing => standing.Summaries))
            rows.Add([one.Metric, Whole(one.Runs), Whole(one.Measured), Number(one.Median), Number(one.LowerQuartile), Number(one.UpperQuartile), Number(one.Best), Number(one.Worst), Number(one.Mean)]);
        return Text(rows);
    }

    static string Text(List<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
