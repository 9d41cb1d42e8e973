using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The second rung for every cell.</summary>
public sealed class LadderDifferenceTests
{
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void Rung2_GradientsOfWholeNetworks_AreTheirDifferences(string cell) => Assert.All(Ladder.Differences(cell, quick: false), RequirePassed);

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
