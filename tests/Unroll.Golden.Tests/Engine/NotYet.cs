using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Golden.Engine;

/// <summary>
/// The one list of what other systems can and this engine cannot yet. A case on it is skipped with its reason among the copied ones, and fails in a folder
/// that somebody gave. Cells leave it by entering the catalog; the rest goes line by line.
/// </summary>
static class NotYet
{
    /// <summary>Why a case cannot be run yet, or null where it can.</summary>
    public static string? ReasonFor(StackCase stack) =>
        ReasonFor(stack.Cell)
        ?? (stack.Options.Settings != CellSettings.Default && !CellCatalog.Find(stack.Cell).HasSettings ? $"cell '{stack.Cell}' has no settings yet" : null)
        ?? (!StackTopology.CanBuild(stack) ? "there is no bidirectional layer yet" : null);

    /// <summary>Why a cell cannot be had yet, or null where it can.</summary>
    public static string? ReasonFor(string cell) => CellCatalog.Names.Contains(cell) ? null : $"there is no cell '{cell}' yet";
}
