using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Experiments.Recipes;

/// <summary>The names that a catalog, rather than a record, makes known.</summary>
static class RecipeNames
{
    static readonly string[] Cells = [.. CellCatalog.Names.Order(StringComparer.Ordinal)];

    /// <summary>Names known at a path of a recipe; null where no catalog has a say.</summary>
    public static IReadOnlyList<string>? KnownAt(string path) => path switch
    {
        "model.cell" => Cells,
        _ => null,
    };
}
