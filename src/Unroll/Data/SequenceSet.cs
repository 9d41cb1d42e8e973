using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>
/// Sequences to learn from or to ask about, whatever they came as; checked and copied once. Lengths may differ; every step is equally wide, every number finite.
/// Arrays and lists convert by themselves; what LINQ gives goes through <see cref="Of(IEnumerable{IReadOnlyList{float[]}})"/>.
/// </summary>
/// <remarks>A message about what is wrong names sequence and step, counted from 0.</remarks>
public sealed class SequenceSet
{
    SequenceSet(SequenceInputs<float>? inputs) => Inputs = inputs;

    /// <summary>Sequences.</summary>
    public int Count => Inputs?.Count ?? 0;

    /// <summary>Numbers at each step, or symbols there are; 0 where there is no sequence.</summary>
    public int Width => Inputs?.Width ?? 0;

    /// <summary>Whether each step is one symbol rather than a row of numbers.</summary>
    public bool AreSymbols => Inputs?.AreSymbols ?? false;

    /// <summary>Steps of a sequence.</summary>
    public int LengthOf(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)Count, nameof(sequence));
        return Inputs!.LengthOf(sequence);
    }

    /// <summary>The sequences as a data set takes them; null where there is none.</summary>
    internal SequenceInputs<float>? Inputs { get; }

    /// <summary>Sequences of steps of numbers: <c>[sequence][step][column]</c>.</summary>
    /// <exception cref="ArgumentException">A sequence is null or empty, a step has another width than the first, or a number is not finite; the message names sequence and step.</exception>
    public static SequenceSet Of(IEnumerable<IReadOnlyList<float[]>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var taken = sequences.ToArray();
        return new(taken.Length == 0 ? null : SequenceInputs<float>.OfRows(taken));
    }

    /// <summary>Sequences <c>[step, column]</c>.</summary>
    /// <inheritdoc cref="Of(IEnumerable{IReadOnlyList{float[]}})" path="/exception"/>
    public static SequenceSet Of(IEnumerable<float[,]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var flat = new List<float[]>();
        var width = 0;
        foreach (var sequence in sequences)
        {
            if (sequence is null)
                throw new ArgumentException($"Inputs, sequence {flat.Count}: it is null.", nameof(sequences));
            width = width == 0 ? sequence.GetLength(1) : width;
            if (sequence.GetLength(1) != width || width == 0)
                throw new ArgumentException($"Inputs, sequence {flat.Count}: its steps have width {sequence.GetLength(1)}, expected {(width == 0 ? "at least 1" : width)}; give every sequence one width.", nameof(sequences));
            flat.Add([.. sequence.Cast<float>()]);
        }
        return OfFlat(flat, width);
    }

    /// <summary>Series: sequences of one number a step.</summary>
    /// <inheritdoc cref="Of(IEnumerable{IReadOnlyList{float[]}})" path="/exception"/>
    public static SequenceSet Of(IEnumerable<float[]> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return OfFlat([.. series], 1);
    }

    /// <summary>Sequences of symbols, each from 0.</summary>
    /// <param name="sequences">The symbols of each sequence.</param>
    /// <param name="count">How many symbols there are; the largest that occurs and one more where null.</param>
    /// <exception cref="ArgumentException">A sequence is null or empty, or a symbol is out of range; the message names sequence and step.</exception>
    public static SequenceSet OfSymbols(IEnumerable<IReadOnlyList<int>> sequences, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var taken = sequences.ToArray();
        return new(taken.Length == 0 ? null : SequenceInputs<float>.OfSymbols(taken, count));
    }

    /// <inheritdoc cref="Of(IEnumerable{IReadOnlyList{float[]}})"/>
    public static implicit operator SequenceSet(float[][][] sequences) => Of(sequences);

    /// <inheritdoc cref="Of(IEnumerable{IReadOnlyList{float[]}})"/>
    public static implicit operator SequenceSet(List<float[][]> sequences) => Of(sequences);

    /// <inheritdoc cref="Of(IEnumerable{float[,]})"/>
    public static implicit operator SequenceSet(float[][,] sequences) => Of(sequences);

    /// <inheritdoc cref="Of(IEnumerable{float[,]})"/>
    public static implicit operator SequenceSet(List<float[,]> sequences) => Of(sequences);

    /// <inheritdoc cref="Of(IEnumerable{float[]})"/>
    public static implicit operator SequenceSet(float[][] series) => Of(series);

    /// <inheritdoc cref="Of(IEnumerable{float[]})"/>
    public static implicit operator SequenceSet(List<float[]> series) => Of(series);

    /// <inheritdoc cref="OfSymbols"/>
    public static implicit operator SequenceSet(int[][] sequences) => OfSymbols(sequences);

    /// <inheritdoc cref="OfSymbols"/>
    public static implicit operator SequenceSet(List<int[]> sequences) => OfSymbols(sequences);

    /// <summary>Numbers of each sequence side by side.</summary>
    internal static SequenceSet OfFlat(IReadOnlyCollection<float[]> sequences, int width) =>
        new(sequences.Count == 0 ? null : SequenceInputs<float>.OfSeries(sequences, width));
}
