using System;
using System.Globalization;
using System.Linq;
using Unroll.Networks.Losses;

namespace Unroll.Networks.Tests.Losses;

/// <summary>What losses of values do at their special places, by numbers that can be checked by hand.</summary>
public sealed class ValueLossTests
{
    public static TheoryData<string> ForValues => LossVariants.ForValues;

    static (double Loss, double Slope) Single(LossOptions options, double output, double target)
    {
        var example = new LossExample<double>(options with { Reduction = LossReduction.Sum }, 1, 1, 1);
        (example.Outputs.Rows[0][0], example.Values.Rows[0][0]) = (output, target);
        var value = example.Measure();
        return (value.Sum, example.GradientsOf(0)[0]);
    }

    [Theory]
    [InlineData("squaredError", 3, 1, 4, 4)]
    [InlineData("absoluteError", 3, 1, 2, 1)]
    [InlineData("absoluteError", -3, 1, 4, -1)]
    [InlineData("absoluteError", 1, 1, 0, 0)]
    [InlineData("huber", 0.5, 0, 0.125, 0.5)]
    [InlineData("huber", 1, 0, 0.5, 1)]
    [InlineData("huber", -3, 0, 2.5, -1)]
    [InlineData("huber, wide", 3, 0, 4.375, 2.5)]
    [InlineData("quantile", 3, 1, 1, 0.5)]
    [InlineData("quantile", 1, 1, 0, 0)]
    public void Loss_OneNumber_IsAsByHand(string variant, double output, double target, double loss, double slope) =>
        Assert.Equal((loss, slope), Single(LossVariants.Options(variant, 1), output, target));

    [Theory, InlineData(0.9, -1, 0.9, -0.9), InlineData(0.9, 1, 0.1, 0.1)]
    public void Quantile_BelowAndAbove_CostsByLevel(double level, double output, double loss, double slope)
    {
        var (gotLoss, gotSlope) = Single(new QuantileOptions { Quantiles = [level] }, output, 0);
        Assert.Equal(loss, gotLoss, 1e-15);
        Assert.Equal(slope, gotSlope, 1e-15);
    }

    /// <summary>What PyTorch 2 gives for the same numbers; MSE's mean is over all numbers, not over rows.</summary>
    [Fact]
    public void SquaredError_Mean_IsOverAllNumbersWithATarget()
    {
        var example = new LossExample<double>(new SquaredErrorOptions(), 1, 3, 2, PlaceWeights.ZeroOrOne);
        for (var r = 0; r < 3; r++)
        {
            ((ReadOnlySpan<double>)[1, 2]).CopyTo(example.Outputs.Rows[r]);
            example.Values.Rows[r].Clear();
            example.Weights.Rows[r][0] = r < 2 ? 1 : 0;
        }
        var value = example.Measure();
        Assert.Equal(new LossValue(10, 4, 2.5), value);
        Assert.Equal(2.5, value.Mean);
        Assert.Equal([0.5, 1], example.GradientsOf(1));
        Assert.Equal([0.0, 0], example.GradientsOf(2));
    }

    [Theory, InlineData(1e4, 0, 1e4, 1), InlineData(1e4, 1, 0, 0), InlineData(-1e4, 0, 0, 0), InlineData(-1e4, 1, 1e4, -1)]
    public void BinaryCrossEntropy_ExtremeLogits_StaysFinite(double logit, double target, double loss, double slope) =>
        Assert.Equal((loss, slope), Single(new BinaryCrossEntropyOptions(), logit, target));

    [Theory, InlineData(30), InlineData(-30), InlineData(600)]
    public void BinaryCrossEntropy_CertainAndRight_KeepsRelativeAccuracy(double logit)
    {
        var (loss, slope) = Single(new BinaryCrossEntropyOptions(), logit, logit > 0 ? 1 : 0);
        var wanted = LossReference.LogOnePlus(Math.Exp(-Math.Abs(logit)));
        Assert.Equal(1, loss / wanted, 1e-14);
        Assert.Equal(-Math.Sign(logit), slope / wanted, 1e-12);
    }

    [Theory, MemberData(nameof(ForValues))]
    public void Measure_TargetThatIsNoNumber_IsRefusedWithItsPlace(string variant)
    {
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            var example = new LossExample<float>(LossVariants.Options(variant, 3), 3, 4, 3);
            example.Values.Rows[6][2] = bad;
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => example.Measure());
            Assert.Contains(string.Create(CultureInfo.CurrentCulture, $"Target value {bad} at step 1, row 2, column 2 is not allowed; expected "), error.Message, StringComparison.Ordinal);
            Assert.Contains("Where nothing is wanted, give the place weight 0.", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(-0.01f), InlineData(1.01f)]
    public void BinaryCrossEntropy_TargetOutsideZeroToOne_IsRefused(float target)
    {
        var example = new LossExample<float>(new BinaryCrossEntropyOptions(), 1, 1, 1);
        example.Values.Rows[0][0] = target;
        Assert.Throws<ArgumentOutOfRangeException>(() => example.Measure());
    }

    /// <summary>The sign of smooth L1's relation to Huber, as documented: β · smoothL1(β) = huber(δ = β).</summary>
    [Fact]
    public void Huber_DividedByDelta_IsSmoothL1()
    {
        foreach (var distance in (double[])[0.1, 0.5, 2])
        {
            const double Beta = 0.5;
            var smooth = distance < Beta ? 0.5 * distance * distance / Beta : distance - 0.5 * Beta;
            Assert.Equal(smooth, Single(new HuberOptions { Delta = Beta }, distance, 0).Loss / Beta, 1e-15);
        }
    }

    /// <summary>The constant that makes the pinball loss smallest is the quantile itself.</summary>
    [Fact]
    public void Quantile_OfMany_IsSmallestAtTheQuantile()
    {
        var example = new LossExample<double>(new QuantileOptions { Quantiles = [0.9] }, 1, 99, 1);
        double LossAt(double constant)
        {
            for (var r = 0; r < 99; r++)
                (example.Values.Rows[r][0], example.Outputs.Rows[r][0]) = (r + 1, constant);
            return example.Measure().Sum;
        }
        Assert.Equal(90, Enumerable.Range(1, 99).MinBy(constant => LossAt(constant)));
    }
}
