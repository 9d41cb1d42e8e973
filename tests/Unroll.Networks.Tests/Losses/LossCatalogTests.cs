using System;
using Unroll.Networks.Losses;

namespace Unroll.Networks.Tests.Losses;

public sealed class LossCatalogTests
{
    [Fact]
    public void Names_OfTheCatalog_AreThoseOfRecipes() =>
        Assert.Equal(["crossEntropy", "binaryCrossEntropy", "squaredError", "absoluteError", "huber", "quantile"], LossCatalog.Names);

    [Fact]
    public void Find_NameThatIsNone_SaysWhichThereAre()
    {
        Assert.Equal("huber", LossCatalog.Find("huber").ToString());
        var error = Assert.Throws<ArgumentException>(() => LossCatalog.Find("hubert"));
        Assert.StartsWith("Loss 'hubert' is not known. Known: crossEntropy, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_Defaults_MakeTheirLossAndCompareWithWhatTheySay()
    {
        foreach (var entry in LossCatalog.Entries)
        {
            Assert.Equal(LossReduction.Mean, entry.Defaults.Reduction);
            var example = new LossExample<double>(entry.Defaults with { Reduction = LossReduction.Sum }, 2, 3, 4);
            Assert.Equal(entry.ComparesValues, example.Targets.AreValues);
            var value = example.Measure();
            Assert.Equal(example.Reference().Sum, value.Sum, 1e-12);
            Assert.Equal(value.Sum, value.Objective);
        }
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedWhenSet()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquaredErrorOptions { Reduction = (LossReduction)7 });
        Assert.All((double[])[0, -1, double.NaN, double.PositiveInfinity], delta => Assert.Throws<ArgumentOutOfRangeException>(() => new HuberOptions { Delta = delta }));
        Assert.All((double[])[-0.1, 1.1, double.NaN], smoothing => Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyOptions { LabelSmoothing = smoothing }));
        Assert.All((double[])[0, 1, double.NaN], level => Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileOptions { Quantiles = [0.5, level] }));
        Assert.All((double[])[-1, double.NaN], weight => Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyOptions { ClassWeights = [1, weight] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryCrossEntropyOptions { PositiveWeights = [-1] });
        Assert.Throws<ArgumentException>(() => new QuantileOptions { Quantiles = [] });
        Assert.Throws<ArgumentException>(() => new CrossEntropyOptions { ClassWeights = [] });
    }

    [Fact]
    public void Options_ListChangedAfterwards_StayAsTheyWereChecked()
    {
        double[] weights = [1, 2];
        var options = new CrossEntropyOptions { ClassWeights = weights };
        weights[0] = -1;
        Assert.Equal(1, options.ClassWeights[0]);
    }
}
