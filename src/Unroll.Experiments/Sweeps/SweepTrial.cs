using System;
using System.Globalization;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Sweeps;

/// <summary>One run of a plan.</summary>
public sealed class SweepTrial
{
    readonly Lazy<Recipe> _recipe;

    internal SweepTrial(SweepPoint point, ulong seed, bool isAlone, Func<Recipe> recipe)
    {
        (Point, Seed, IsAlone, _recipe) = (point, seed, isAlone, new Lazy<Recipe>(recipe));
        Name = isAlone ? string.Create(CultureInfo.InvariantCulture, $"seed-{seed}") : string.Create(CultureInfo.InvariantCulture, $"{point.Number:D4}-seed-{seed}");
    }

    /// <summary>Its values.</summary>
    public SweepPoint Point { get; }

    /// <summary>Its seed.</summary>
    public ulong Seed { get; }

    /// <summary>Its run folder's name in the sweep's folder.</summary>
    public string Name { get; }

    /// <summary>Whether its point is the only one, so that the seed says it all.</summary>
    internal bool IsAlone { get; }

    /// <summary>What is trained: the same recipe as if it were trained alone.</summary>
    public Recipe Recipe => _recipe.Value;
}
