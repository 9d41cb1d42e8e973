using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Losses;

namespace Unroll;

/// <summary>The checks at the estimators' doors: one label, or row of values, for each sequence or step.</summary>
static class LabelChecks
{
    /// <summary>One for each sequence.</summary>
    public static IReadOnlyList<TLabel> Take<TLabel>(SequenceSet sequences, IEnumerable<TLabel> labels, bool forFit)
    {
        RequireSequences(sequences, forFit);
        ArgumentNullException.ThrowIfNull(labels);
        var taken = labels.ToArray();
        if (taken.Length != sequences.Count)
            throw new ArgumentException($"There are {taken.Length} labels or values for {sequences.Count} sequences; give one for each.", nameof(labels));
        var missing = Array.FindIndex(taken, label => label is null);
        return missing < 0 ? taken : throw new ArgumentException($"The label or value of sequence {missing} is null; leave the sequence out or give one.", nameof(labels));
    }

    /// <summary>One for each step of each sequence.</summary>
    public static IReadOnlyList<IReadOnlyList<TLabel>> TakeSteps<TLabel>(SequenceSet sequences, IEnumerable<IReadOnlyList<TLabel>> labels, bool forFit)
    {
        var taken = Take(sequences, labels, forFit);
        for (var i = 0; i < taken.Count; i++)
        {
            if (taken[i].Count != sequences.LengthOf(i))
                throw new ArgumentException($"Sequence {i} has {sequences.LengthOf(i)} steps and {taken[i].Count} labels or values; give one for each step.", nameof(labels));
            for (var step = 0; step < taken[i].Count; step++)
            {
                if (taken[i][step] is null)
                    throw new ArgumentException($"The label or value of sequence {i}, step {step} is null; give one.", nameof(labels));
            }
        }
        return taken;
    }

    /// <summary>An answer of one label or more for each sequence.</summary>
    public static IReadOnlyList<IReadOnlyList<TLabel>> TakeAnswers<TLabel>(SequenceSet sequences, IEnumerable<IReadOnlyList<TLabel>> answers, bool forFit)
    {
        var taken = Take(sequences, answers, forFit);
        for (var i = 0; i < taken.Count; i++)
        {
            if (taken[i].Count == 0 && forFit)
                throw new ArgumentException($"The answer to sequence {i} is empty; give it a label at least, or leave the sequence out.", nameof(answers));
            for (var step = 0; step < taken[i].Count; step++)
            {
                if (taken[i][step] is null)
                    throw new ArgumentException($"The label of the answer to sequence {i}, step {step} is null; give one.", nameof(answers));
            }
        }
        return taken;
    }

    /// <summary>The class of a row of outputs; the first where an output is no number, which a cell without bounds can come to.</summary>
    public static int Largest(float[] row) => Math.Max(0, ArgMax.Of<float>(row));

    static void RequireSequences(SequenceSet sequences, bool forFit)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0)
            throw new ArgumentException($"There are no sequences to {(forFit ? "learn from" : "score")}; give at least one.", nameof(sequences));
    }
}
