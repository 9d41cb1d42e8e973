using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The third rung for every cell.</summary>
public sealed class LadderWalkTests
{
    // Exhaustive: with instruction sets switched off these sizes take minutes; WalkTests has a few small ones for such runs.
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void Rung3_FusedWalk_IsThePlainWalkAndHasTheSameBitsEverywhere(string cell) => Assert.All(Ladder.Walks(cell, quick: false), RequirePassed);

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
