using Unroll.Networks.Cells;

namespace Unroll.Contracts;

/// <summary>The catalog as theory data: a new cell has every contract without a line here.</summary>
public static class Cells
{
    public static TheoryData<string> Names => [.. CellCatalog.Names];
}
