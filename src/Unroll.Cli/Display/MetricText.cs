using System;
using System.Globalization;

namespace Unroll.Cli.Display;

/// <summary>Measures as people read them.</summary>
static class MetricText
{
    /// <summary>An accuracy in per cent (never rounded up to 100), anything else with six digits.</summary>
    public static string Of(string name, double value)
    {
        if (!double.IsFinite(value))
            return "none";
        if (!name.EndsWith("Accuracy", StringComparison.OrdinalIgnoreCase))
            return value.ToString("G6", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 100_000 + 1e-6) / 1000:F3} %");
    }
}
