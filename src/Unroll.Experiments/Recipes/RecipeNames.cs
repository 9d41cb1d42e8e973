using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Losses;

namespace Unroll.Experiments.Recipes;

/// <summary>The names that a catalog, rather than a record, makes known.</summary>
static class RecipeNames
{
    static readonly string[] Cells = [.. CellCatalog.Names.Order(StringComparer.Ordinal)];

    static readonly string[] Losses = [.. LossCatalog.Names.Order(StringComparer.Ordinal)];

    /// <summary>Names known at a path of a recipe; null where no catalog has a say.</summary>
    public static IReadOnlyList<string>? KnownAt(string path) => path switch
    {
        "model.cell" => Cells,
        "loss.kind" => Losses,
        _ when path.StartsWith("model.network[", StringComparison.Ordinal) && path.EndsWith("].cell", StringComparison.Ordinal) => Cells,
        _ => null,
    };
}
