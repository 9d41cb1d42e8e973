using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Networks.Losses;

/// <summary>All built-in losses. A new loss is its options, its rule and one line here.</summary>
public static class LossCatalog
{
    /// <summary>Every loss.</summary>
    public static IReadOnlyList<LossEntry> Entries { get; } =
    [
        new("crossEntropy", "one class a place, from logits", ComparesValues: false, new CrossEntropyOptions()),
        new("binaryCrossEntropy", "any number of labels a place, from logits", ComparesValues: true, new BinaryCrossEntropyOptions()),
        new("squaredError", "the square of the distance from a value", ComparesValues: true, new SquaredErrorOptions()),
        new("absoluteError", "the distance from a value", ComparesValues: true, new AbsoluteErrorOptions()),
        new("huber", "squared near a value, straight far from it", ComparesValues: true, new HuberOptions()),
        new("quantile", "quantiles of a value (pinball)", ComparesValues: true, new QuantileOptions()),
    ];

    /// <summary>The names, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The loss of a name.</summary>
    /// <exception cref="ArgumentException">No loss has this name.</exception>
    public static LossEntry Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"Loss '{name}' is not known. Known: {string.Join(", ", Names)}.", nameof(name));
}
