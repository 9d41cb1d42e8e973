using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Losses;

namespace Unroll.Networks.Tests.Losses;

/// <summary>Every loss with every setting that takes another path, by a name for the test's report. A new loss in the catalog without a line here fails a test.</summary>
static class LossVariants
{
    static readonly Dictionary<string, Func<int, LossOptions>> s_all = new()
    {
        ["crossEntropy"] = _ => new CrossEntropyOptions(),
        ["crossEntropy, ignore class 0"] = _ => new CrossEntropyOptions { IgnoreIndex = 0 },
        ["crossEntropy, ignore -100"] = _ => new CrossEntropyOptions { IgnoreIndex = -100 },
        ["crossEntropy, smoothing"] = _ => new CrossEntropyOptions { LabelSmoothing = 0.1 },
        ["crossEntropy, smoothing 1"] = _ => new CrossEntropyOptions { LabelSmoothing = 1 },
        ["crossEntropy, weights"] = width => new CrossEntropyOptions { ClassWeights = Weights(width) },
        ["crossEntropy, weights, smoothing, ignore class 1"] = width => new CrossEntropyOptions { ClassWeights = Weights(width), LabelSmoothing = 0.3, IgnoreIndex = 1 },
        ["binaryCrossEntropy"] = _ => new BinaryCrossEntropyOptions(),
        ["binaryCrossEntropy, positive weights"] = width => new BinaryCrossEntropyOptions { PositiveWeights = Weights(width) },
        ["squaredError"] = _ => new SquaredErrorOptions(),
        ["absoluteError"] = _ => new AbsoluteErrorOptions(),
        ["huber"] = _ => new HuberOptions(),
        ["huber, wide"] = _ => new HuberOptions { Delta = 2.5 },
        ["quantile"] = _ => new QuantileOptions(),
        ["quantile, three"] = _ => new QuantileOptions { Quantiles = [0.1, 0.5, 0.95] },
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static TheoryData<string> All => [.. Names];

    public static TheoryData<string> ForValues => [.. Names.Where(name => !name.StartsWith("cross", StringComparison.Ordinal))];

    public static LossOptions Options(string name, int width, LossReduction reduction = LossReduction.Mean) => s_all[name](width) with { Reduction = reduction };

    // 0, 0.75, 1.5, 2.25, 0, …: some classes count nothing.
    static double[] Weights(int width) => [.. Enumerable.Range(1, width).Select(c => c % 4 * 0.75)];
}
