using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll.Cli.Display;

/// <summary>Measures as people read them.</summary>
static class MetricText
{
    const string Accuracy = "Accuracy";

    /// <summary>An accuracy in per cent (never rounded up to 100), a whole or large number as it is counted (1,952,314), anything else with six digits.</summary>
    public static string Of(string name, double value)
    {
        if (!double.IsFinite(value))
            return "none";
        if (!name.EndsWith(Accuracy, StringComparison.Ordinal))
            return value.ToString(IsCount(value) ? "N0" : "G6", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 100_000 + 1e-6) / 1000:F3} %");
    }

    /// <summary>The same with its counts where there are any: <c>94.660 % (18,932 of 20,000)</c>.</summary>
    public static string WithCounts(string name, IReadOnlyDictionary<string, double> metrics)
    {
        var text = Of(name, metrics[name]);
        return name.EndsWith(Accuracy, StringComparison.Ordinal) && metrics.TryGetValue(CorrectOf(name), out var correct) && metrics.TryGetValue(CountOf(name), out var count)
            ? string.Create(CultureInfo.InvariantCulture, $"{text} ({correct:N0} of {count:N0})")
            : text;
    }

    /// <summary>The names that a table needs: counts that stand beside their accuracy need no line of their own.</summary>
    public static IEnumerable<string> Rows(IReadOnlyDictionary<string, double> metrics)
    {
        var told = metrics.Keys.Where(name => name.EndsWith(Accuracy, StringComparison.Ordinal)).SelectMany(name => (string[])[CorrectOf(name), CountOf(name)]).ToHashSet();
        return metrics.Keys.Where(name => !told.Contains(name));
    }

    // Six digits of a million and more would be written with an exponent; beyond 1e15 there are no more digits to show.
    static bool IsCount(double value) => Math.Abs(value) < 1e15 && (Math.Abs(value) >= 999_999.5 || value == Math.Floor(value));

    static string CorrectOf(string accuracy) => accuracy[..^Accuracy.Length] + "Correct";

    static string CountOf(string accuracy) => accuracy[..(accuracy.LastIndexOf('.') + 1)] + "count";
}
