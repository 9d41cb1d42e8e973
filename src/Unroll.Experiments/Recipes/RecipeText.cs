using System;

namespace Unroll.Experiments.Recipes;

/// <summary>Recipes as JSON text.</summary>
public static class RecipeText
{
    /// <summary>The resolved recipe, every value written out, indented.</summary>
    public static string Write(Recipe recipe) => throw new NotImplementedException();
}
