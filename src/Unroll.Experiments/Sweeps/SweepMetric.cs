using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Sweeps;

/// <summary>The metric that runs are compared by.</summary>
/// <param name="Name">For example <c>validation.fullLengthAccuracy</c>.</param>
/// <param name="LargerIsBetter">Whether a larger one is better; null where nobody says so, in a study that chooses nothing.</param>
public sealed record SweepMetric(string Name, bool? LargerIsBetter)
{
    const string Validation = "validation.", Test = "test";
    const string Until = "until";   // what had to be spent until something good came: sequencesUntilSolved

    static readonly string[] LargerWords = ["accuracy", "correct", "right", "solved"];
    static readonly string[] SmallerWords = ["loss", "error", "perplexity", "steps", "sequences", "strings", "epochs", "seconds"];

    /// <summary>The metric of a study of seeds, which chooses nothing: the one asked for, or the recipe's first expectation, or the first there is.</summary>
    internal static SweepMetric ForSeeds(Recipe recipe, IReadOnlyList<string>? known, string? wanted, bool? larger)
    {
        var name = wanted is null ? recipe.Expect.Select(one => one.Metric).Concat(known ?? []).FirstOrDefault() : Known(wanted, known);
        return name is null
            ? throw new RecipeException($"{recipe.Name}: expects nothing and its task names no metrics; say with --metric which one matters.")
            : new SweepMetric(name, larger ?? Direction(recipe, name));
    }

    /// <summary>The metric that a search chooses by: validation data where the recipe has them, so that the test data stay unseen.</summary>
    /// <exception cref="RecipeException">There is none, it is not known, it is of test data although there are validation data, or nobody says which way is better.</exception>
    internal static SweepMetric ForSearch(Recipe recipe, IReadOnlyList<string>? known, string? wanted, bool? larger)
    {
        var names = known ?? [];
        var validation = names.Where(name => name.StartsWith(Validation, StringComparison.Ordinal)).ToArray();
        if (wanted is not null && validation.Length > 0 && Known(wanted, known).StartsWith(Test, StringComparison.Ordinal))
            throw new RecipeException($"--metric {wanted}: the recipe has validation data, and what is chosen by test data is no longer tested by them; choose by one of {string.Join(", ", validation)}.");
        var name = wanted is null ? Default(recipe, names, validation) : Known(wanted, known);
        if (name is null)
            throw new RecipeException($"{recipe.Name}: expects nothing, so nothing says which metric to choose by; name one with --metric.");
        return new SweepMetric(name, larger ?? Direction(recipe, name)
            ?? throw new RecipeException($"nothing says whether a larger or a smaller {name} is better; add --best largest or --best smallest."));
    }

    static string? Default(Recipe recipe, IReadOnlyList<string> names, string[] validation)
    {
        var first = recipe.Expect.Count > 0 ? recipe.Expect[0].Metric : null;
        if (validation.Length == 0)
            return first ?? names.FirstOrDefault(name => name.EndsWith("ccuracy", StringComparison.Ordinal));
        return validation.FirstOrDefault(name => first is not null && MeasureOf(name) == MeasureOf(first)) ?? validation[0];
    }

    static string Known(string wanted, IReadOnlyList<string>? known) => known is null || known.Contains(wanted)
        ? wanted
        : throw new RecipeException($"--metric '{wanted}' is not known. {NearestName.Suggest(wanted, [.. known.Order(StringComparer.Ordinal)])}");

    /// <summary>What the recipe expects of the metric or of its like on other data says which way is better; else its name.</summary>
    internal static bool? Direction(Recipe recipe, string name)
    {
        if (recipe.Expect.FirstOrDefault(one => one.Metric == name && (one.AtLeast is null) != (one.AtMost is null)) is { } same)
            return same.AtLeast is not null;
        if (recipe.Expect.FirstOrDefault(one => MeasureOf(one.Metric) == MeasureOf(name) && (one.AtLeast is null) != (one.AtMost is null)) is { } like)
            return like.AtLeast is not null;
        var measure = MeasureOf(name);
        if (measure.Contains(Until, StringComparison.OrdinalIgnoreCase))
            return false;
        return LargerWords.Any(word => measure.Contains(word, StringComparison.OrdinalIgnoreCase)) ? true
            : SmallerWords.Any(word => measure.Contains(word, StringComparison.OrdinalIgnoreCase)) ? false
            : null;
    }

    static string MeasureOf(string name) => name[(name.LastIndexOf('.') + 1)..];
}
