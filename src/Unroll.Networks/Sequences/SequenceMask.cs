using System;

namespace Unroll.Networks.Sequences;

/// <summary>
/// Which steps of a padded batch belong to its sequences. Padding may stand after a sequence, before it or inside it; a step that is masked out is
/// passed over: states go by it unchanged and its output is zero. Rows need not be sorted, and a row may be empty.
/// </summary>
/// <remarks>One byte for each step and row, taken once for the largest batch and shaped anew for each.</remarks>
public sealed class SequenceMask
{
    readonly bool[] _valid;   // [steps, batch]

    /// <summary>Takes memory for batches of up to so many places.</summary>
    /// <param name="mostSteps">Most steps, T ≥ 1.</param>
    /// <param name="mostRows">Most rows, B ≥ 1.</param>
    public SequenceMask(int mostSteps, int mostRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostRows);
        (MostSteps, MostRows) = (mostSteps, mostRows);
        _valid = new bool[checked(mostSteps * mostRows)];
        Reshape(mostSteps, mostRows);
    }

    /// <summary>A mask of sequences that start at step 0 and have these lengths.</summary>
    public static SequenceMask OfLengths(int steps, params ReadOnlySpan<int> lengths)
    {
        var mask = new SequenceMask(steps, lengths.Length);
        mask.SetLengths(lengths);
        return mask;
    }

    /// <summary>Most steps it takes.</summary>
    public int MostSteps { get; }

    /// <summary>Most rows it takes.</summary>
    public int MostRows { get; }

    /// <summary>Steps of this batch, padding included.</summary>
    public int Steps { get; private set; }

    /// <summary>Rows of this batch.</summary>
    public int Batch { get; private set; }

    /// <summary>Whether a step of a row belongs to its sequence.</summary>
    public bool this[int step, int row]
    {
        get => _valid[PlaceOf(step, row)];
        set => _valid[PlaceOf(step, row)] = value;
    }

    /// <summary>Whether a place (step · batch + row) belongs to a sequence.</summary>
    internal ReadOnlySpan<bool> Places => _valid.AsSpan(0, Steps * Batch);

    /// <summary>Sets the shape of this batch; every step is then valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is larger than the memory taken.</exception>
    public void Reshape(int steps, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MostSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, MostRows);
        (Steps, Batch) = (steps, batch);
        _valid.AsSpan(0, steps * batch).Fill(true);
    }

    /// <summary>Masks out all but the first (or, padded in front, the last) steps of each row.</summary>
    /// <param name="lengths">Steps of each row, from 0 to <see cref="Steps"/>; one number for each row.</param>
    /// <param name="padInFront">Whether the padding comes before the sequence.</param>
    /// <exception cref="ArgumentException">There is not one length for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 0 or above the steps.</exception>
    public void SetLengths(ReadOnlySpan<int> lengths, bool padInFront = false)
    {
        if (lengths.Length != Batch)
            throw new ArgumentException($"{lengths.Length} lengths were given for {Batch} rows; give one for each row.", nameof(lengths));
        for (var row = 0; row < Batch; row++)
        {
            var length = lengths[row];
            if (length < 0 || length > Steps)
                throw new ArgumentOutOfRangeException(nameof(lengths), length, $"Row {row} has length {length}; give 0 to {Steps}, the steps of the batch.");
            for (var step = 0; step < Steps; step++)
                _valid[step * Batch + row] = padInFront ? step >= Steps - length : step < length;
        }
    }

    int PlaceOf(int step, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Steps, nameof(step));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Batch, nameof(row));
        return step * Batch + row;
    }
}
