using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll;

/// <summary>The coefficient of determination, R² = 1 − Σ (wanted − said)² / Σ (wanted − mean)², for each column; then their mean. A column that never changes gives 1 where it is met exactly and else 0, as in scikit-learn.</summary>
static class Determination
{
    /// <summary>R² of rows.</summary>
    /// <exception cref="ArgumentException">A row is not as wide as what was said.</exception>
    public static double Of(IReadOnlyList<float[]> said, IReadOnlyList<float[]> wanted)
    {
        var width = said[0].Length;
        for (var i = 0; i < wanted.Count; i++)
        {
            if (wanted[i].Length != width || !Array.TrueForAll(wanted[i], float.IsFinite))
                throw new ArgumentException($"Row {i} of the values wanted has {wanted[i].Length} numbers, or one that is not finite; {width} finite ones are predicted.", nameof(wanted));
        }
        return Enumerable.Range(0, width).Average(column => OfColumn(said, wanted, column));
    }

    static double OfColumn(IReadOnlyList<float[]> said, IReadOnlyList<float[]> wanted, int column)
    {
        var mean = wanted.Average(row => (double)row[column]);
        double residual = 0, total = 0;
        for (var i = 0; i < wanted.Count; i++)
        {
            residual += Math.Pow((double)wanted[i][column] - said[i][column], 2);
            total += Math.Pow(wanted[i][column] - mean, 2);
        }
        return total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0;
    }
}
