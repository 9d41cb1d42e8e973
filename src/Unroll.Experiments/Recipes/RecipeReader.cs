using System;
using System.Collections.Generic;

namespace Unroll.Experiments.Recipes;

/// <summary>Reads recipes: finds them by name or path, follows <c>extends</c>, applies settings, checks everything, and says in one line what is wrong.</summary>
public static class RecipeReader
{
    /// <summary>Reads a built-in recipe by name, or a file by path.</summary>
    /// <param name="nameOrPath">A name from <see cref="RecipeCatalog"/>, or a path (anything with a directory separator or ending in .json).</param>
    /// <param name="settings">Changes as <c>path=value</c>, for example <c>model.hidden=64</c>, applied in order after <c>extends</c>.</param>
    /// <exception cref="RecipeException">The recipe is not there, or something in it cannot be used.</exception>
    public static Recipe Read(string nameOrPath, IReadOnlyList<string>? settings = null) => throw new NotImplementedException();
}
