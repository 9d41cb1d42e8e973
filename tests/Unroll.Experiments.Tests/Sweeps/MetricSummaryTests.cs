using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

public sealed class MetricSummaryTests
{
    [Fact]
    public void Of_FourNumbers_LiesBetweenNeighboursInProportion()
    {
        var summary = MetricSummary.Of("m", [4, 1, 3, 2], largerIsBetter: true);
        Assert.Equal((1.75, 2.5, 3.25), (summary.LowerQuartile, summary.Median, summary.UpperQuartile));
        Assert.Equal((4, 1, 2.5), (summary.Best, summary.Worst, summary.Mean));
        Assert.Equal((4, 4), (summary.Runs, summary.Measured));
    }

    [Fact]
    public void Of_NumbersOfWhichSmallerIsBetter_HasTheSmallestAsBest()
    {
        var summary = MetricSummary.Of("m", [5, 9, 7], largerIsBetter: false);
        Assert.Equal((5, 9, 7), (summary.Best, summary.Worst, summary.Median));
        Assert.Equal((6, 8), (summary.LowerQuartile, summary.UpperQuartile));
    }

    [Fact]
    public void Of_ARunWithoutIt_CountsItAsTheWorst()
    {
        var larger = MetricSummary.Of("m", [1, null, 3, 5, 7], largerIsBetter: true);
        Assert.Equal((3, 7, double.NegativeInfinity), (larger.Median, larger.Best, larger.Worst));
        var smaller = MetricSummary.Of("m", [1, null, 3, null, null], largerIsBetter: false);
        Assert.Equal((double.PositiveInfinity, 1, 3), (smaller.Median, smaller.Best, smaller.LowerQuartile));
        Assert.Equal((5, 2), (smaller.Runs, smaller.Measured));
    }

    [Fact]
    public void Of_ARunWithoutItWhereBetterIsNotKnown_LeavesItOut()
    {
        var summary = MetricSummary.Of("m", [1, null, 3], largerIsBetter: null);
        Assert.Equal((2, 3, 1), (summary.Median, summary.Best, summary.Worst));
        Assert.True(double.IsNaN(MetricSummary.Of("m", [null], largerIsBetter: null).Median));
    }

    [Fact]
    public void Of_InfiniteNeighbours_NeverGivesNoNumber()
    {
        foreach (var larger in new[] { true, false })
        {
            var summary = MetricSummary.Of("m", [null, null, 2, null], larger);
            Assert.DoesNotContain(double.NaN, new[] { summary.Median, summary.LowerQuartile, summary.UpperQuartile, summary.Best, summary.Worst, summary.Mean });
        }
    }
}
