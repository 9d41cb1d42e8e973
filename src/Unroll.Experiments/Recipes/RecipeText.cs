using System;
using System.Text.Json;

namespace Unroll.Experiments.Recipes;

/// <summary>Recipes as JSON text.</summary>
public static class RecipeText
{
    /// <summary>The resolved recipe, every value written out, indented; reading it back gives the same recipe.</summary>
    public static string Write(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return JsonSerializer.Serialize(recipe, RecipeJson.Default.Recipe);
    }
}
