using System;
using System.Numerics;

namespace Unroll.Training.Batching;

/// <summary>Sequences with what a network should say to them; or some of the sequences of a larger set, without a copy.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class SequenceDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly SetMembers _members;   // numbers of its sequences among the inputs'

    /// <summary>All sequences of the inputs.</summary>
    /// <param name="inputs">What the network reads.</param>
    /// <param name="targets">What it should write; null where the set is only to be run through a network.</param>
    /// <exception cref="ArgumentException">There is not a target for each sequence, or not for each of its steps.</exception>
    public SequenceDataset(SequenceInputs<T> inputs, SequenceTargets<T>? targets = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (targets is not null)
            RequireMatch(inputs, targets);
        (Inputs, Targets, _members) = (inputs, targets, SetMembers.All(inputs.Count));
    }

    SequenceDataset(SequenceDataset<T> whole, SetMembers members) => (Inputs, Targets, _members) = (whole.Inputs, whole.Targets, members);

    /// <summary>The inputs, those of the larger set included.</summary>
    public SequenceInputs<T> Inputs { get; }

    /// <summary>The targets, those of the larger set included; null where there are none.</summary>
    public SequenceTargets<T>? Targets { get; }

    /// <summary>Sequences of this set.</summary>
    public int Count => _members.Count;

    /// <summary>Steps of a sequence of this set.</summary>
    public int LengthOf(int sequence) => Inputs.LengthOf(_members[sequence]);

    /// <summary>The number of a sequence of this set among <see cref="Inputs"/>.</summary>
    public int NumberOf(int sequence) => _members[sequence];

    /// <summary>Lengths of all sequences, for batching.</summary>
    public int[] Lengths() => _members.ConvertAll(Inputs.LengthOf);

    /// <summary>Some of the sequences, in this order, as a set of their own.</summary>
    /// <exception cref="ArgumentException">None is named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one of a sequence of this set.</exception>
    public SequenceDataset<T> Pick(ReadOnlySpan<int> sequences) => new(this, _members.Pick(sequences, "sequence", nameof(sequences)));

    /// <summary>Splits at random in two, each sequence in one of them; the same seed gives the same split.</summary>
    /// <param name="secondShare">The share of the second part, above 0 and below 1; at least one sequence goes to each.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">There are fewer than two sequences.</exception>
    public (SequenceDataset<T> First, SequenceDataset<T> Second) Split(double secondShare, ulong seed)
    {
        var (first, second) = _members.Split(secondShare, seed, "sequence");
        return (new(this, first), new(this, second));
    }

    static void RequireMatch(SequenceInputs<T> inputs, SequenceTargets<T> targets)
    {
        if (targets.Count != inputs.Count)
            throw new ArgumentException($"There are targets for {targets.Count} sequences and inputs of {inputs.Count}; give each sequence its own.", nameof(targets));
        for (var i = 0; targets.AreOfEachStep && i < inputs.Count; i++)
        {
            if (targets.LengthOf(i) != inputs.LengthOf(i))
                throw new ArgumentException($"Sequence {i} has {inputs.LengthOf(i)} steps of input and {targets.LengthOf(i)} of targets; give each step its own.", nameof(targets));
        }
    }
}
