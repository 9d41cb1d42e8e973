using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The three rungs that <c>unroll verify</c> climbs, as tests: each tolerance is the rung's own and justified there. Those that take long are classes of their own, which run side by side.</summary>
public sealed class LadderTests
{
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Rung1_BackwardOnDualNumbers_IsTheDerivativeOfForward(string cell)
    {
        var result = Ladder.Dual(cell, quick: false);
        Assert.True(result.Cases >= 2000, $"only {result.Cases} comparisons");
        RequirePassed(result);
    }

    [Theory]
    [InlineData(0, 0.0, 1.0, false)]
    [InlineData(1, double.NaN, 1.0, false)]
    [InlineData(1, 2.0, 1.0, false)]
    [InlineData(1, 1.0, 1.0, true)]
    [InlineData(1, 0.0, 0.0, true)]
    public void Result_Passed_NeedsComparisonsAndAnErrorWithinTolerance(long cases, double worst, double tolerance, bool passed) =>
        Assert.Equal(passed, new LadderResult(1, "subject", cases, worst, tolerance).Passed);

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
