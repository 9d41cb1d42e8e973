using System;
using Unroll.Training.Optimizers;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Optimizers;

public sealed class OptimizerOptionsTests
{
    [Theory]
    [InlineData(-0.1), InlineData(1.0), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Decays_OutOfRange_AreRefused(double value)
    {
        Refused("Momentum", () => new SgdOptions { Momentum = value });
        Refused("Beta1", () => new AdamOptions { Beta1 = value });
        Refused("Beta2", () => new AdamWOptions { Beta2 = value });
        Refused("Alpha", () => new RmsPropOptions { Alpha = value });
    }

    [Theory]
    [InlineData(-1e-9), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Amounts_OutOfRange_AreRefused(double value)
    {
        Refused("Epsilon", () => new AdamOptions { Epsilon = value });
        Refused("WeightDecay", () => new AdamWOptions { WeightDecay = value });
        Refused("RateDecay", () => new AdagradOptions { RateDecay = value });
        Refused("Epsilon", () => new AdadeltaOptions { Epsilon = value });
    }

    [Fact]
    public void With_OutOfRange_IsRefusedLikeANewRecord()
    {
        var good = new AdamOptions();
        Refused("Beta1", () => good with { Beta1 = 2 });
    }

    [Fact]
    public void Nesterov_WithoutMomentum_IsRefusedWithTheCure()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new SgdOptions { Nesterov = true }.Create(Numbers.Parameters<float>(1)));
        Assert.Contains("Momentum above 0", refusal.Message, StringComparison.Ordinal);
    }

    static void Refused(string name, Func<object> make)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.StartsWith(name + " is ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
