using System;
using System.Collections.Generic;

namespace Unroll.Experiments.Recipes;

/// <summary>The built-in recipes, embedded in this assembly from the repository's <c>recipes</c> folder.</summary>
public static class RecipeCatalog
{
    /// <summary>Names of the built-in recipes that can be trained, in alphabetical order with numbers in order of size; bases are not among them.</summary>
    public static IReadOnlyList<string> Names => throw new NotImplementedException();
}
