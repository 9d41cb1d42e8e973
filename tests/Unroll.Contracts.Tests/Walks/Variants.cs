using Unroll.Networks.Cells;
using Unroll.Networks.Verification;

namespace Unroll.Contracts.Walks;

/// <summary>Every cell with everything that can be asked of it.</summary>
public static class Variants
{
    public static TheoryData<string, string> OfCells
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var cell in CellCatalog.Entries)
            {
                foreach (var variant in WalkVariants.NamesOf(cell))
                    data.Add(cell.Name, variant);
            }
            return data;
        }
    }

    internal static WalkVariant Find(string cell, string name, int projection) => WalkVariants.Find(CellCatalog.Find(cell), name, projection);
}
