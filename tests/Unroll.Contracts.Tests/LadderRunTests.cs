using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Verification;

namespace Unroll.Contracts;

/// <summary>The ladder as <c>unroll verify</c> climbs it. Each rung of every cell, at its full size, has a test of its own; here some cells go up all of them, at the sizes of <c>--quick</c>.</summary>
public sealed class LadderRunTests
{
    [Fact, Trait("Category", "Exhaustive")]
    public void Run_Quick_GoesOverEveryRung()
    {
        string[] cells = ["gru", "lstm"];
        var counts = new int[4];
        foreach (var result in Ladder.Run(cells, quick: true))
        {
            RequirePassed(result);
            counts[result.Rung]++;
        }
        Assert.Equal([0, cells.Length, 8 * cells.Length, 12 * cells.Length], counts);
    }

    [Fact]
    public void Run_Quick_GoesOverEveryCell()
    {
        // All rungs go over the same cells; the first is soon climbed.
        var first = Ladder.Run(quick: true).TakeWhile(result => result.Rung == 1).ToList();
        Assert.All(first, RequirePassed);
        Assert.Equal(CellCatalog.Names, first.Select(result => result.Subject.Split(':', ',')[0]));
    }

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
