using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Experiments.Recipes;
using Unroll.Numerics.Random;

namespace Unroll.Experiments.Sweeps;

/// <summary>A path of a recipe and the values to try there: a list, or a range to draw from.</summary>
public sealed class SweepAxis
{
    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    SweepAxis(string path, string label, IReadOnlyList<string> values, SweepRange? range) => (Path, Label, Values, Range) = (path, label, values, range);

    /// <summary>The path, for example <c>train.batch</c>.</summary>
    public string Path { get; }

    /// <summary>The values as JSON; empty for a range.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The range; null for a list.</summary>
    public SweepRange? Range { get; }

    /// <summary>How errors name it.</summary>
    internal string Label { get; }

    /// <summary>A list from a command line: <c>train.batch=32,64,128</c>; values are JSON, and text where they are not.</summary>
    /// <exception cref="RecipeException">It is no list.</exception>
    public static SweepAxis ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var label = $"--grid {text}";
        var (path, values) = Split(text, label, "train.batch=32,64,128");
        if (values.Length == 0)
            throw new RecipeException($"{label}: has no values; a grid is path=value,value,…, for example train.batch=32,64,128.");
        return OfList(path, ParseValues(values), label);
    }

    /// <summary>A range from a command line: <c>train.optimizer.rate=log:0.0001..0.1</c>, or without <c>log:</c> for equal differences; ends without a point or an exponent mean whole numbers.</summary>
    /// <exception cref="RecipeException">It is no range.</exception>
    public static SweepAxis ParseRange(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Logarithmic = "log:", Example = "train.optimizer.rate=log:0.0001..0.1";
        var label = $"--range {text}";
        var (path, given) = Split(text, label, Example);
        var isLogarithmic = given.StartsWith(Logarithmic, StringComparison.Ordinal);
        var ends = (isLogarithmic ? given[Logarithmic.Length..] : given).Split("..");
        if (ends.Length != 2 || !TryNumber(ends[0], out var low) || !TryNumber(ends[1], out var high))
            throw new RecipeException($"{label}: is no range; a range is path=LOW..HIGH or path=log:LOW..HIGH, for example {Example}.");
        if (!(low < high))
            throw new RecipeException($"{label}: goes from {ends[0]} to {ends[1]}; the first must be under the second.");
        if (isLogarithmic && low <= 0)
            throw new RecipeException($"{label}: begins at {ends[0]}; a range by factors begins over 0.");
        var isWhole = ends.All(end => end.AsSpan().IndexOfAny('.', 'e', 'E') < 0);
        return new SweepAxis(path, label, [], new SweepRange(low, high, isLogarithmic, isWhole));
    }

    /// <summary>A list from a recipe's sweep block.</summary>
    internal static SweepAxis OfRecipe(string path, JsonElement[] values, string recipe) => OfList(path, values.Select(value => JsonNode.Parse(value.GetRawText())), $"{recipe}: sweep");

    /// <summary>The value of a random point.</summary>
    internal SweepSetting Draw(RandomStream random) => new(Path, Range is { } range ? range.Draw(random) : Values[random.NextInt32(Values.Count)]);

    static SweepAxis OfList(string path, IEnumerable<JsonNode?> values, string label)
    {
        var texts = values.Select(value => value?.ToJsonString(Relaxed) ?? "null").ToArray();
        if (texts.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new RecipeException($"{label}: {path} has {twice.Key} twice; give each value once.");
        return new SweepAxis(path, label, texts, null);
    }

    static (string Path, string Values) Split(string text, string label, string example)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals >= 1 ? (text[..equals].Trim(), text[(equals + 1)..].Trim()) : throw new RecipeException($"{label}: has no path and values; for example {example}.");
    }

    // The commas of JSON values are their own; where the whole is no JSON, every comma parts two values.
    static IEnumerable<JsonNode?> ParseValues(string values)
    {
        try
        {
            return JsonNode.Parse($"[{values}]")!.AsArray();
        }
        catch (JsonException)
        {
            return values.Split(',').Select(value => RecipeSettings.ParseValue(value.Trim()));
        }
    }

    static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
