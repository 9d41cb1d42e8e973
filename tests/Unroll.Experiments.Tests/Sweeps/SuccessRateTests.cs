using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

public sealed class SuccessRateTests
{
    // By hand: z² = 3.841459; for 8 of 10 the centre is (0.8 + 0.192073) / 1.384146 and the half width 1.959964 / 1.384146 · √(0.016 + 0.009604);
    // where all or none succeed one end is exact and the other n / (n + z²), or z² / (n + z²).
    [Theory]
    [InlineData(8, 10, 0.490162, 0.943318)]
    [InlineData(5, 10, 0.236593, 0.763407)]
    [InlineData(30, 30, 0.886485, 1)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(1, 1, 0.206549, 1)]
    public void Interval_OfSomeRuns_IsWilsons(int successes, int runs, double low, double high)
    {
        var rate = new SuccessRate(successes, runs);
        Assert.Equal((double)successes / runs, rate.Share);
        Assert.Equal(low, rate.Low, 5e-6);
        Assert.Equal(high, rate.High, 5e-6);
    }
}
