using System.Collections.Generic;

namespace Unroll.Experiments.Recipes;

/// <summary>The names that a catalog, rather than a record, makes known.</summary>
static class RecipeNames
{
    /// <summary>Names known at a path of a recipe; null where no catalog has a say.</summary>
    public static IReadOnlyList<string>? KnownAt(string path) => path switch
    {
        "model.cell" => ["elman", "gru", "lstm"],
        _ => null,
    };
}
