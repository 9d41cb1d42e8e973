using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Sweeps;

/// <summary>A metric over some runs. A run without it (one that diverged has none) counts as the worst there is where better is known, and is left out where it is not.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Runs">Runs, those without the metric too.</param>
/// <param name="Measured">Runs that have it.</param>
/// <param name="Median">The middle; infinite where it falls on a run without the metric, NaN where no run counts.</param>
/// <param name="LowerQuartile">A quarter of the runs are under this.</param>
/// <param name="UpperQuartile">A quarter of the runs are over this.</param>
/// <param name="Best">The best; the largest where better is not known.</param>
/// <param name="Worst">The worst; the smallest where better is not known.</param>
/// <param name="Mean">The mean.</param>
public sealed record MetricSummary(string Metric, int Runs, int Measured, double Median, double LowerQuartile, double UpperQuartile, double Best, double Worst, double Mean)
{
    /// <summary>Summarises.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="values">A value for each run; null where it has none.</param>
    /// <param name="largerIsBetter">Whether a larger one is better; null where that is not known.</param>
    public static MetricSummary Of(string metric, IReadOnlyList<double?> values, bool? largerIsBetter)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. (largerIsBetter is { } larger ? values.Select(value => value ?? Worse(larger)) : values.OfType<double>()).Order()];
        var measured = values.Count(value => value is not null);
        if (sorted.Length == 0)
            return new MetricSummary(metric, values.Count, measured, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var (best, worst) = largerIsBetter ?? true ? (sorted[^1], sorted[0]) : (sorted[0], sorted[^1]);
        return new MetricSummary(metric, values.Count, measured, Quantile(sorted, 0.5), Quantile(sorted, 0.25), Quantile(sorted, 0.75), best, worst, sorted.Sum() / sorted.Length);
    }

    /// <summary>The value that a share of the numbers is under: between neighbours in proportion, as R (type 7) and NumPy have it.</summary>
    /// <param name="sorted">At least one number, the smallest first.</param>
    /// <param name="share">0 to 1.</param>
    internal static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var part = place - below;
        // A neighbour that has no part must not make an infinite one of it.
        return part == 0 || sorted[below] == sorted[below + 1] ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }

    static double Worse(bool larger) => larger ? double.NegativeInfinity : double.PositiveInfinity;
}
