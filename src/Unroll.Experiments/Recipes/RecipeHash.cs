using System;

namespace Unroll.Experiments.Recipes;

/// <summary>Names a recipe by its content.</summary>
public static class RecipeHash
{
    /// <summary>SHA-256, in lower-case hexadecimal, over the canonical JSON of everything in the resolved recipe that decides the run: name, task, model, train, loss.</summary>
    public static string Of(Recipe recipe) => throw new NotImplementedException();
}
