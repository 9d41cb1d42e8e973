using System;

namespace Unroll.Experiments.Recipes;

/// <summary>A recipe that cannot be used. The message is one line: where, what, got, wanted, cure.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>A recipe that cannot be used.</summary>
    public RecipeException()
    {
    }

    /// <summary>A recipe that cannot be used, and why.</summary>
    public RecipeException(string message)
        : base(message)
    {
    }

    /// <summary>A recipe that cannot be used, and why.</summary>
    public RecipeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
