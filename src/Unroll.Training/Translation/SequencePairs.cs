using System;
using System.Numerics;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>Sources with the answer wanted to each, of lengths of their own; or some pairs of a larger set, without a copy.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class SequencePairs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly SetMembers _members;   // numbers of its pairs among all

    /// <summary>All pairs.</summary>
    /// <param name="sources">What the encoder reads.</param>
    /// <param name="targets">What the decoder should write: symbols without start and end, or rows of numbers.</param>
    /// <exception cref="ArgumentException">There is not one answer for each source.</exception>
    public SequencePairs(SequenceInputs<T> sources, SequenceInputs<T> targets)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count != sources.Count)
            throw new ArgumentException($"There are {targets.Count} answers to {sources.Count} sources; give each source its own.", nameof(targets));
        (Sources, Targets, _members) = (sources, targets, SetMembers.All(sources.Count));
    }

    SequencePairs(SequencePairs<T> whole, SetMembers members) => (Sources, Targets, _members) = (whole.Sources, whole.Targets, members);

    /// <summary>The sources, those of the larger set included.</summary>
    public SequenceInputs<T> Sources { get; }

    /// <summary>The answers wanted, those of the larger set included.</summary>
    public SequenceInputs<T> Targets { get; }

    /// <summary>Pairs of this set.</summary>
    public int Count => _members.Count;

    /// <summary>The number of a pair of this set among <see cref="Sources"/> and <see cref="Targets"/>.</summary>
    public int NumberOf(int pair) => _members[pair];

    /// <summary>Some of the pairs, in this order, as a set of their own.</summary>
    /// <exception cref="ArgumentException">None is named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one of a pair of this set.</exception>
    public SequencePairs<T> Pick(ReadOnlySpan<int> pairs) => new(this, _members.Pick(pairs, "pair", nameof(pairs)));

    /// <summary>Splits at random in two, each pair in one of them; the same seed gives the same split.</summary>
    /// <param name="secondShare">The share of the second part, above 0 and below 1; at least one pair goes to each.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">There are fewer than two pairs.</exception>
    public (SequencePairs<T> First, SequencePairs<T> Second) Split(double secondShare, ulong seed)
    {
        var (first, second) = _members.Split(secondShare, seed, "pair");
        return (new(this, first), new(this, second));
    }
}
