using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll.Experiments.Recipes;

/// <summary>The built-in recipes, embedded in this assembly from the repository's <c>recipes</c> folder.</summary>
public static class RecipeCatalog
{
    const string Prefix = "recipes/";
    const string Suffix = ".json";

    static readonly char[] Digits = [.. "0123456789"];

    /// <summary>Names of the built-in recipes that can be trained, in alphabetical order with numbers in order of size; bases are not among them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RecipeCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Where(name => !name.Contains('/', StringComparison.Ordinal))
            .OrderBy(name => name.TrimEnd(Digits), StringComparer.Ordinal)
            .ThenBy(NumberAtEnd),
    ];

    static int NumberAtEnd(string name) =>
        int.TryParse(name.AsSpan(name.TrimEnd(Digits).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
