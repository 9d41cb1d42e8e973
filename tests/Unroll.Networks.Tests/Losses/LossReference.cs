using System;
using System.Linq;
using Unroll.Networks.Losses;

namespace Unroll.Networks.Tests.Losses;

/// <summary>Every loss of one row, written as its textbook formula in doubles: the value, what it counts, and the gradient.</summary>
static class LossReference
{
    public static (double Loss, double Weight, double[] Gradient) OfClass(CrossEntropyOptions options, double[] z, int target)
    {
        var weights = options.ClassWeights?.ToArray() ?? [.. z.Select(_ => 1.0)];
        var largest = z.Max();
        var log = largest + Math.Log(z.Sum(x => Math.Exp(x - largest)));
        double Wanted(int c) => weights[c] * ((c == target ? 1 - options.LabelSmoothing : 0) + options.LabelSmoothing / z.Length);
        var all = Enumerable.Range(0, z.Length).Select(Wanted).ToArray();
        return (all.Select((wanted, c) => wanted * (log - z[c])).Sum(), weights[target], [.. z.Select((x, c) => Math.Exp(x - log) * all.Sum() - all[c])]);
    }

    public static (double Loss, double Slope) OfValue(LossOptions options, double z, double y, int column)
    {
        var d = z - y;
        switch (options)
        {
            case SquaredErrorOptions:
                return (d * d, 2 * d);
            case AbsoluteErrorOptions:
                return (Math.Abs(d), Math.Sign(d));
            case HuberOptions { Delta: var delta }:
                return Math.Abs(d) <= delta ? (d * d / 2, d) : (delta * (Math.Abs(d) - delta / 2), delta * Math.Sign(d));
            case QuantileOptions { Quantiles: var levels }:
                var level = levels[column % levels.Count];
                return (Math.Max(-level * d, (1 - level) * d), d < 0 ? -level : d > 0 ? 1 - level : 0);
            case BinaryCrossEntropyOptions { PositiveWeights: var weights }:
                var p = weights?[column] ?? 1;
                return ((1 - y) * Softplus(z) + p * y * Softplus(-z), (1 - y) / (1 + Math.Exp(-z)) - p * y / (1 + Math.Exp(z)));
            default:
                throw new NotSupportedException($"No reference for {options}.");
        }
    }

    static double Softplus(double z) => Math.Max(z, 0) + LogOnePlus(Math.Exp(-Math.Abs(z)));

    /// <summary>log(1 + e) that keeps its relative accuracy, which <see cref="double.LogP1"/> does not.</summary>
    public static double LogOnePlus(double e) => e < 1e-6 ? e - e * e / 2 : Math.Log(1 + e);
}
