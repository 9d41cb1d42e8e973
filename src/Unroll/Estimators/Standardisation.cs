using System;
using System.Collections.Generic;

namespace Unroll;

/// <summary>Brings columns to mean 0 and deviation 1, and back. A column that never changes is only moved.</summary>
/// <param name="Mean">Of each column.</param>
/// <param name="Deviation">Of each column, above 0.</param>
sealed record Standardisation(double[] Mean, double[] Deviation)
{
    /// <summary>Measures columns; in doubles and in the order given, so that the same sequences give the same bits.</summary>
    /// <param name="sequences">Numbers of each sequence side by side, whole rows.</param>
    /// <param name="width">Columns.</param>
    public static Standardisation Measure(IReadOnlyList<float[]> sequences, int width)
    {
        var mean = new double[width];
        var deviation = new double[width];
        var rows = Sum(sequences, mean, static (number, _) => number, mean);
        Divide(mean, rows);
        Sum(sequences, deviation, static (number, mean) => (number - mean) * (number - mean), mean);
        Divide(deviation, rows);
        for (var column = 0; column < width; column++)
        {
            var root = Math.Sqrt(deviation[column]);
            // Below this the column is constant but for the rounding of its mean.
            deviation[column] = root > 1e-7 * Math.Abs(mean[column]) ? root : 1;
        }
        return new(mean, deviation);
    }

    /// <summary>Whether every number can be worked with; a file may hold any.</summary>
    public bool IsSound(int width) =>
        Mean is not null && Deviation is not null && Mean.Length == width && Deviation.Length == width
        && Array.TrueForAll(Mean, double.IsFinite) && Array.TrueForAll(Deviation, one => double.IsFinite(one) && one > 0);

    /// <summary>Standardised numbers of a sequence.</summary>
    public float[] Apply(ReadOnlySpan<float> numbers)
    {
        var result = new float[numbers.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var column = i % Mean.Length;
            // Numbers far beyond those measured stay finite.
            result[i] = (float)Math.Clamp((numbers[i] - Mean[column]) / Deviation[column], -float.MaxValue, float.MaxValue);
        }
        return result;
    }

    /// <summary>The numbers that standardised ones stand for, in place.</summary>
    public void Undo(Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var column = i % Mean.Length;
            numbers[i] = (float)(numbers[i] * Deviation[column] + Mean[column]);
        }
    }

    static long Sum(IReadOnlyList<float[]> sequences, double[] sums, Func<double, double, double> term, double[] mean)
    {
        var totals = new double[sums.Length];
        long rows = 0;
        foreach (var numbers in sequences)
        {
            for (var i = 0; i < numbers.Length; i++)
                totals[i % totals.Length] += term(numbers[i], mean[i % totals.Length]);
            rows += numbers.Length / totals.Length;
        }
        totals.CopyTo(sums, 0);
        return rows;
    }

    static void Divide(double[] sums, long rows)
    {
        for (var column = 0; column < sums.Length; column++)
            sums[column] /= rows;
    }
}
