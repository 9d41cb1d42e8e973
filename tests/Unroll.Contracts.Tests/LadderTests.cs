using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The three rungs that <c>unroll verify</c> climbs, as tests: each tolerance is the rung's own and justified there.</summary>
public sealed class LadderTests
{
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Rung1_BackwardOnDualNumbers_IsTheDerivativeOfForward(string cell)
    {
        var result = Ladder.Dual(cell, quick: false);
        Assert.True(result.Cases >= 2000, $"only {result.Cases} comparisons");
        RequirePassed(result);
    }

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void Rung2_GradientsOfWholeNetworks_AreTheirDifferences(string cell) => Assert.All(Ladder.Differences(cell, quick: false), RequirePassed);

    // Exhaustive: with instruction sets switched off these sizes take minutes; WalkTests has a few small ones for such runs.
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void Rung3_FusedWalk_IsThePlainWalkAndHasTheSameBitsEverywhere(string cell) => Assert.All(Ladder.Walks(cell, quick: false), RequirePassed);

    [Fact, Trait("Category", "Exhaustive")]
    public void Run_Quick_GoesOverEveryCellAndRung()
    {
        var counts = new int[4];
        foreach (var result in Ladder.Run(quick: true))
        {
            RequirePassed(result);
            counts[result.Rung]++;
        }
        var cells = Cells.Names.Count;
        Assert.Equal([0, cells, 8 * cells, 12 * cells], counts);
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
