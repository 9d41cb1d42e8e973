using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Runs;

/// <summary>A finished run of a recipe with one seed, as its metrics.json tells.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Steps">Steps trained.</param>
/// <param name="Metrics">Measures by name; none where the run diverged.</param>
/// <param name="Expectations">The recipe's expectations, held against them.</param>
public sealed record SeedRun(ulong Seed, long Steps, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ExpectationResult> Expectations)
{
    const int Depth = 2;   // beside the run's folder, and where several seeds were run together

    /// <summary>Whether everything expected was met.</summary>
    public bool IsMet => Expectations.All(expectation => expectation.Met);

    /// <summary>
    /// The runs of exactly this recipe with any seed, in folders beside a run's and in theirs, by seed: one for each, since the same seed gives the same figures. Those that diverged count; those that have not ended do not.
    /// </summary>
    /// <param name="run">A run folder.</param>
    /// <param name="recipe">Its recipe.</param>
    public static IReadOnlyList<SeedRun> Beside(string run, Recipe recipe)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        ArgumentNullException.ThrowIfNull(recipe);
        if (Path.GetDirectoryName(Path.GetFullPath(run)) is not { } parent || !Directory.Exists(parent))
            return [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth, IgnoreInaccessible = true };
        var found = Directory.EnumerateFiles(parent, "metrics.json", options).Order(StringComparer.Ordinal).Select(path => Read(path, recipe)).OfType<SeedRun>();
        return [.. found.DistinctBy(one => one.Seed).OrderBy(one => one.Seed)];
    }

    // Null where it is of another recipe, or no such file at all: anything may lie in a folder.
    static SeedRun? Read(string path, Recipe recipe)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var root = json.RootElement;
            var seeded = recipe.WithSeed(root.GetProperty("seed").GetUInt64());
            if (root.GetProperty("recipeHash").GetString() != RecipeHash.Of(seeded))
                return null;
            var metrics = root.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble(), StringComparer.Ordinal);
            return new(seeded.Train.Seed, root.GetProperty("steps").GetInt64(), metrics, ExpectationCheck.Check(seeded, metrics));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
