using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Sweeps;

/// <summary>The account of a sweep or of a study of seeds as a page in Markdown. Made from its results, not typed.</summary>
public static class SweepPage
{
    const int MostShown = 40;

    /// <summary>The page.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <param name="seconds">Seconds of processor time it took.</param>
    /// <param name="threads">Threads it had.</param>
    public static string Write(SweepResult result, string command, double seconds, int threads)
    {
        ArgumentNullException.ThrowIfNull(result);
        var recipe = result.Plan.Recipe;
        var text = new StringBuilder();
        Line(text, $"# {recipe.Name}{(result.Plan.IsOfSeeds ? ": seeds" : "")}\n\n{recipe.Description}\n\n```\n{command}\n```\n");
        if (result.Plan.IsOfSeeds)
            WriteSeeds(text, result);
        else
            WriteRanking(text, result);
        if (!string.IsNullOrEmpty(recipe.Account) && !result.Plan.IsOfSeeds)
            Line(text, $"\n{recipe.Account}");
        Line(text, $"\n{result.Plan.Trials.Count} runs, {threads} at once, each on one thread: {seconds:F0} s of processor time on a machine of {Environment.ProcessorCount} cores. This page is what the command above wrote with `--page FILE`.");
        return text.ToString();
    }

    static void WriteSeeds(StringBuilder text, SweepResult result)
    {
        var standing = result.Ranking[0];
        if (standing.Success is { } success)
            Line(text, $"**{success.Successes} of {success.Runs} seeds ({result.Plan.Seeds[0]} to {result.Plan.Seeds[^1]}) met what the recipe expects**: {100 * success.Share:F1} %, 95 % interval (Wilson) {100 * success.Low:F1} to {100 * success.High:F1} %.\n");
        Line(text, $"| metric | median | lower quartile | upper quartile | best | worst |\n|---|---|---|---|---|---|");
        foreach (var one in standing.Summaries)
            Line(text, $"| `{one.Metric}` | {Number(one.Median)} | {Number(one.LowerQuartile)} | {Number(one.UpperQuartile)} | {Number(one.Best)} | {Number(one.Worst)} |");
        foreach (var run in standing.Runs.Where(run => run.Met == false))
            Line(text, $"\nSeed {run.Trial.Seed}: {run.Message ?? string.Join("; ", run.Expectations.Where(one => !one.Met).Select(one => $"{one.Metric} is {Number(one.Got)}, wanted {one.Wanted}"))}");
    }

    static void WriteRanking(StringBuilder text, SweepResult result)
    {
        var plan = result.Plan;
        var best = result.Ranking[0];
        Line(text, $"Best by `{plan.Metric.Name}`{(plan.Seeds.Count > 1 ? $" ({(plan.Statistic == SweepStatistic.Mean ? "mean" : "median")} of {plan.Seeds.Count} seeds)" : "")}: **{best.Point.Describe()}**.");
        if (plan.HalvingFactor is not null)
            Line(text, $"Successive halving: {string.Join(", then ", plan.Rungs.Select(rung => string.Create(CultureInfo.InvariantCulture, $"{rung.Points} points to {plan.Unit[..^1]} {rung.Budget}")))}.");
        WriteBest(text, result);
        string[] others = [.. plan.Recipe.Expect.Select(one => one.Metric).Append("train.lossPerTarget").Distinct().Where(name => name != plan.Metric.Name)];
        Line(text, $"\n| rank |{string.Concat(plan.Axes.Select(axis => $" {axis.Path} |"))} {plan.Unit} | `{plan.Metric.Name}` |{string.Concat(others.Select(name => $" `{name}` |"))}");
        Line(text, $"|---|{string.Concat(plan.Axes.Select(_ => "---|"))}---|---|{string.Concat(others.Select(_ => "---|"))}");
        foreach (var standing in result.Ranking.Take(MostShown))
        {
            var cells = others.Select(name => $" {(standing.Summaries.FirstOrDefault(one => one.Metric == name) is { Measured: > 0 } one ? Number(one.Median) : "")} |");
            Line(text, $"| {standing.Rank} |{string.Concat(standing.Point.Settings.Select(setting => $" {setting.Text} |"))} {standing.Budget} | {(standing.Diverged == standing.Runs.Count ? "diverged" : Number(standing.Score))} |{string.Concat(cells)}");
        }
        if (result.Ranking.Count > MostShown)
            Line(text, $"\n(and {result.Ranking.Count - MostShown} more)");
    }

    // What the best measures beside what others reported and what is expected.
    static void WriteBest(StringBuilder text, SweepResult result)
    {
        var (recipe, best) = (result.Plan.Recipe, result.Ranking[0]);
        var columns = (recipe.Reported ?? []).Where(entry => entry.Value is JsonObject).Select(entry => (entry.Key, Numbers: entry.Value!.AsObject())).ToList();
        Line(text, $"\n| the best | measured |{string.Concat(columns.Select(column => $" {column.Key} |"))} expected |\n|---|---|{string.Concat(columns.Select(_ => "---|"))}---|");
        IEnumerable<string> names = new[] { result.Plan.Metric.Name }.Concat(recipe.Expect.Select(one => one.Metric)).Concat(columns.SelectMany(column => column.Numbers.Select(number => number.Key))).Append("train.steps").Distinct();
        foreach (var one in names.Select(name => best.Summaries.FirstOrDefault(summary => summary.Metric == name)).OfType<MetricSummary>())
        {
            var theirs = columns.Select(column => column.Numbers[one.Metric] is JsonValue number && number.GetValueKind() == JsonValueKind.Number ? $" {Number(number.GetValue<double>())} |" : " |");
            var expected = best.Runs[0].Expectations.Where(wanted => wanted.Metric == one.Metric).Select(wanted => $"{wanted.Wanted}: {(wanted.Met ? "met" : "missed")}");
            Line(text, $"| `{one.Metric}` | {Number(one.Median)} |{string.Concat(theirs)} {string.Join(", ", expected)} |");
        }
    }

    static string Number(double value) => double.IsFinite(value) ? value.ToString("G7", CultureInfo.InvariantCulture) : "none";

    static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
