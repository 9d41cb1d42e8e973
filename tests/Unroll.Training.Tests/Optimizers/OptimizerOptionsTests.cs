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
        Refused("Beta1", () => new NAdamOptions { Beta1 = value });
        Refused("Beta2", () => new RAdamOptions { Beta2 = value });
        Refused("Beta1", () => new LionOptions { Beta1 = value });
    }

    [Theory]
    [InlineData(-1e-9), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Amounts_OutOfRange_AreRefused(double value)
    {
        Refused("Epsilon", () => new AdamOptions { Epsilon = value });
        Refused("WeightDecay", () => new AdamWOptions { WeightDecay = value });
        Refused("RateDecay", () => new AdagradOptions { RateDecay = value });
        Refused("Epsilon", () => new AdadeltaOptions { Epsilon = value });
        Refused("Dampening", () => new SgdOptions { Dampening = value });
        Refused("MomentumDecay", () => new NAdamOptions { MomentumDecay = value });
        Refused("WeightDecay", () => new RAdamOptions { WeightDecay = value });
        Refused("WeightDecay", () => new LionOptions { WeightDecay = value });
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

    [Fact]
    public void Nesterov_WithDampening_IsRefusedWithTheCure()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new SgdOptions { Nesterov = true, Momentum = 0.9, Dampening = 0.1 }.Create(Numbers.Parameters<float>(1)));
        Assert.Contains("takes no Dampening", refusal.Message, StringComparison.Ordinal);
    }

    static void Refused(string name, Func<object> make)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.StartsWith(name + " is ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
