using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments;

/// <summary>A run's account as a page in Markdown: the command, what was measured beside what others reported and what was expected, and what it shows. Made from the run, not typed.</summary>
public static class ExperimentPage
{
    /// <summary>The page.</summary>
    /// <param name="recipe">The recipe that was run.</param>
    /// <param name="result">What came of it.</param>
    public static string Write(Recipe recipe, ExperimentResult result) => Write(recipe, result, []);

    /// <summary>The page, with what other seeds came to.</summary>
    /// <param name="recipe">The recipe that was run.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="seeds">Runs of the same recipe with several seeds, this one's among them or not; fewer than two are not told of.</param>
    public static string Write(Recipe recipe, ExperimentResult result, IReadOnlyList<SeedRun> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        Line(text, $"# {recipe.Name}\n\n{recipe.Description}\n\n```\nunroll train {recipe.Name}\n```\n");
        WriteTable(text, recipe, result);
        foreach (var finding in result.Findings)
            Line(text, $"\n**{char.ToUpperInvariant(finding[0])}{finding[1..]}.**");
        if (seeds.Count > 1)
            WriteSeeds(text, recipe, seeds);
        if (!string.IsNullOrEmpty(recipe.Account))
            Line(text, $"\n{recipe.Account}");
        Line(text, $"\nSeed {result.Seed}; {result.Steps:N0} updates in {result.TrainSeconds:F1} s of training on {Environment.ProcessorCount} processor cores. This page is what `unroll train {recipe.Name} --page FILE` wrote.");
        return text.ToString();
    }

    static void WriteTable(StringBuilder text, Recipe recipe, ExperimentResult result)
    {
        var columns = (recipe.Reported ?? []).Where(entry => entry.Value is JsonObject).Select(entry => (entry.Key, Numbers: entry.Value!.AsObject())).ToList();
        Line(text, $"| metric | measured |{string.Concat(columns.Select(column => $" {column.Key} |"))} expected |");
        Line(text, $"|---|---|{string.Concat(columns.Select(_ => "---|"))}---|");
        foreach (var (name, value) in result.Metrics)
        {
            var theirs = columns.Select(column => column.Numbers[name] is JsonValue number && number.GetValueKind() == JsonValueKind.Number ? $" {Number(number.GetValue<double>())} |" : " |");
            var expected = result.Expectations.Where(one => one.Metric == name).Select(one => $"{one.Wanted}: {(one.Met ? "met" : "missed")}");
            Line(text, $"| `{name}` | {Number(value)} |{string.Concat(theirs)} {string.Join(", ", expected)} |");
        }
    }

    // Of every metric that something is expected of, and how many seeds met it all.
    static void WriteSeeds(StringBuilder text, Recipe recipe, IReadOnlyList<SeedRun> seeds)
    {
        var names = recipe.Expect.Select(expectation => expectation.Metric).Where(name => name != "train.steps").Distinct().ToArray();
        Line(text, $"\n| seed | updates |{string.Concat(names.Select(name => $" `{name}` |"))} expected |");
        Line(text, $"|---|---|{string.Concat(names.Select(_ => "---|"))}---|");
        foreach (var seed in seeds)
            Line(text, $"| {seed.Seed} | {seed.Steps:N0} |{string.Concat(names.Select(name => seed.Metrics.TryGetValue(name, out var value) ? $" {Number(value)} |" : " |"))} {(seed.IsMet ? "met" : "missed")} |");
        if (recipe.Expect.Count > 0)
            Line(text, $"\n**{seeds.Count(seed => seed.IsMet)} of {seeds.Count} seeds reach what is expected.**");
    }

    static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
