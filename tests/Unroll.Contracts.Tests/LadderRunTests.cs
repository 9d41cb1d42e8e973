using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The whole ladder, at the sizes of <c>unroll verify --quick</c>.</summary>
public sealed class LadderRunTests
{
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

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
