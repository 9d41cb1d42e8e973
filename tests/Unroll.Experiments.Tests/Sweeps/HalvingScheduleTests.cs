using System;
using System.Linq;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

public sealed class HalvingScheduleTests
{
    /// <summary>The widest bracket of Li et al. 2018, Table 1: R = 81, η = 3.</summary>
    [Fact]
    public void Of_ThePublishedExample_IsTheWidestBracket() => Assert.Equal("81@1 27@3 9@9 3@27 1@81", Text(81, 81, 1, 3));

    [Theory]
    [InlineData(16, 8, 1, 2, "16@1 8@2 4@4 2@8")]          // ends for want of budget: two are left
    [InlineData(16, 100, 1, 2, "16@6 8@12 4@25 2@50 1@100")]   // ends for want of points: the first budget is larger than it must be
    [InlineData(16, 8, 1, 3, "16@2 5@8")]
    [InlineData(16, 5000, 50, 4, "16@312 4@1250 1@5000")]
    [InlineData(16, 5000, 400, 4, "16@1250 4@5000")]
    [InlineData(5, 7, 7, 3, "5@7")]
    [InlineData(1, 10, 1, 2, "1@10")]
    [InlineData(10000, int.MaxValue, 1, 2, null)]
    public void Of_PointsAndBudget_EndsWithTheWholeRun(int points, int most, int least, int factor, string? expected)
    {
        if (expected is not null)
            Assert.Equal(expected, Text(points, most, least, factor));
        var rungs = HalvingSchedule.Of(points, most, least, factor);
        Assert.Equal((points, most), (rungs[0].Points, rungs[^1].Budget));
        Assert.All(rungs, rung => Assert.True(rung.Points >= 1 && rung.Budget >= least));
        Assert.All(rungs.Zip(rungs.Skip(1)), pair => Assert.True(pair.First.Budget < pair.Second.Budget && pair.First.Points > pair.Second.Points));
    }

    [Fact]
    public void Of_ABudgetThatCannotBe_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HalvingSchedule.Of(0, 8, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalvingSchedule.Of(4, 8, 9, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalvingSchedule.Of(4, 8, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalvingSchedule.Of(4, 8, 1, 1));
    }

    static string Text(int points, int most, int least, int factor) => string.Join(' ', HalvingSchedule.Of(points, most, least, factor).Select(rung => $"{rung.Points}@{rung.Budget}"));
}
