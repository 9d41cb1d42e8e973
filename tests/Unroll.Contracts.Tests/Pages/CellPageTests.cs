using Unroll.Networks.Cells;

namespace Unroll.Contracts.Pages;

/// <summary>Every cell has a page whose equations are those that run.</summary>
public sealed class CellPageTests
{
    [SkippableTheory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Page_OfEveryCell_HasTheEquationsThatRun(string cell) =>
        WrittenBlock.Require($"cells/{cell}.md", "equations", CellEquations.Of(CellCatalog.Find(cell)));
}
