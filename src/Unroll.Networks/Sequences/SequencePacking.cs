using System;
using System.Diagnostics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Sequences;

/// <summary>
/// How the sequences of a batch lie between layers: padding taken out, longest row first, the rows of a step side by side. At packed step t the
/// first <see cref="RowsAt"/> rows are still going on, and theirs are the places from <see cref="PlaceAt"/> on.
/// </summary>
/// <remarks>
/// Where nothing is padded, this is the batch as it came: place = step · batch + row. What lies where depends on the sequences alone and not
/// on how they were padded; so no bit of any result does. Rows of equal length keep their order. Nothing is allocated once the memory is taken.
/// </remarks>
public sealed class SequencePacking
{
    readonly int[] _placeAt;    // [steps + 1]
    readonly int[] _rows;       // walk's row → caller's row
    readonly int[] _lengths;    // of the walk's rows
    int[] _sources = [];        // [place] → caller's step · batch + row; only where something is padded

    /// <summary>Takes memory for batches of up to so many places.</summary>
    /// <param name="mostSteps">Most steps.</param>
    /// <param name="mostRows">Most rows.</param>
    /// <param name="masks">Whether batches can be padded.</param>
    public SequencePacking(int mostSteps, int mostRows, bool masks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostRows);
        _placeAt = new int[mostSteps + 1];
        _rows = new int[mostRows];
        _lengths = new int[mostRows];
        if (masks)
            _sources = new int[checked(mostSteps * mostRows)];
    }

    /// <summary>Steps of the caller's batch, padding included.</summary>
    public int PaddedSteps { get; private set; }

    /// <summary>The step of the sequences that packed step 0 is: not 0 where this is a part of another packing. Random masks are drawn for the sequences' steps.</summary>
    internal int FirstStep { get; private set; }

    /// <summary>Rows of the caller's batch, empty ones included.</summary>
    public int Batch { get; private set; }

    /// <summary>Packed steps: the length of the longest row.</summary>
    public int Steps { get; private set; }

    /// <summary>Rows that have a step at all: those of packed step 0.</summary>
    public int Rows { get; private set; }

    /// <summary>All places: the sum of the lengths.</summary>
    public int Places => _placeAt[Steps];

    /// <summary>Whether the batch is as it came: no padding, no empty row.</summary>
    public bool IsFull { get; private set; }

    /// <summary>First place of a packed step; <see cref="Places"/> for the step after the last.</summary>
    public int PlaceAt(int step) => _placeAt[step];

    /// <summary>Rows that are still going on at a packed step.</summary>
    public int RowsAt(int step) => _placeAt[step + 1] - _placeAt[step];

    /// <summary>
    /// First slot of the states after so many steps, where the states of each step are stored for the rows that took it: the initial ones for
    /// <see cref="Rows"/> rows, then those after step 1 for the rows of step 0, and so on.
    /// </summary>
    internal int SlotAt(int step) => step == 0 ? 0 : Rows + _placeAt[step - 1];

    /// <summary>Rows that have a slot for the states after so many steps.</summary>
    internal int SlotRows(int step) => step == 0 ? Rows : RowsAt(step - 1);

    /// <summary>The caller's row that a row of the walk is. From <see cref="Rows"/> on these are the empty ones.</summary>
    public int RowOf(int row) => _rows[row];

    /// <summary>Steps of a row of the walk; 0 for an empty one.</summary>
    public int LengthOf(int row) => _lengths[row];

    /// <summary>Where a place lies in the caller's batch: step · batch + row.</summary>
    public int SourceOf(int place) => IsFull ? place : _sources[place];

    /// <summary>The place that a row comes to at a packed step when it is walked from its own end to its start.</summary>
    public int ReversedPlaceOf(int step, int row) => _placeAt[_lengths[row] - 1 - step] + row;

    /// <summary>A batch without padding.</summary>
    public void SetFull(int steps, int batch)
    {
        Shape(steps, batch);
        (Steps, Rows, IsFull) = (steps, batch, true);
        for (var t = 0; t <= steps; t++)
            _placeAt[t] = t * batch;
        for (var row = 0; row < batch; row++)
            (_rows[row], _lengths[row]) = (row, steps);
    }

    /// <summary>A padded batch.</summary>
    /// <exception cref="ArgumentException">No step of any row is valid.</exception>
    /// <exception cref="InvalidOperationException">The memory was taken for batches without padding.</exception>
    public void Set(SequenceMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (steps, batch) = (mask.Steps, mask.Batch);
        var valid = mask.Places;
        if (!valid.Contains(false))
        {
            SetFull(steps, batch);
            return;
        }
        if (_sources.Length == 0)
            throw new InvalidOperationException("This trace was made for batches without padding; make it with masks to give one.");
        Shape(steps, batch);
        IsFull = false;
        Sort(valid);
        Place();
        Fill(valid);
    }

    /// <summary>Some neighbouring steps of another packing: its rows in its order, those that have ended before standing for empty ones. Not for batches of the caller's, of which it does not know the places.</summary>
    internal void SetPart(SequencePacking whole, int first, int steps)
    {
        Debug.Assert(steps > 0 && first + steps <= whole.Steps, "the part lies within the whole");
        Shape(steps, whole.Batch);
        (Steps, Rows, IsFull, FirstStep) = (steps, whole.RowsAt(first), whole.IsFull, first);
        for (var t = 0; t <= steps; t++)
            _placeAt[t] = whole.PlaceAt(first + t) - whole.PlaceAt(first);
        for (var row = 0; row < Batch; row++)
            (_rows[row], _lengths[row]) = (whole.RowOf(row), Math.Clamp(whole.LengthOf(row) - first, 0, steps));
    }

    /// <summary>Rows of memory, one for each place, as layers see them: <c>[steps, batch, width]</c>, or <c>[1, places, width]</c> where something is padded.</summary>
    internal unsafe Sequence<T> ViewOf<T>(T* data, int width, int stride)
        where T : unmanaged => IsFull ? new(data, Steps, Batch, width, stride) : new(data, 1, Places, width, stride);

    void Shape(int steps, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(steps, _placeAt.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, _rows.Length);
        (PaddedSteps, Batch, FirstStep) = (steps, batch, 0);
    }

    // Longest first; rows of equal length in the caller's order. A counting sort over lengths, with the steps' places as counters.
    void Sort(ReadOnlySpan<bool> valid)
    {
        var counts = _placeAt.AsSpan(0, PaddedSteps + 1);
        counts.Clear();
        for (var row = 0; row < Batch; row++)
            counts[LengthIn(valid, row)]++;
        var before = 0;
        for (var length = PaddedSteps; length >= 0; length--)
            (before, counts[length]) = (before + counts[length], before);
        for (var row = 0; row < Batch; row++)
        {
            var length = LengthIn(valid, row);
            var at = counts[length]++;
            (_rows[at], _lengths[at]) = (row, length);
        }
    }

    int LengthIn(ReadOnlySpan<bool> valid, int row)
    {
        var length = 0;
        for (var place = row; place < valid.Length; place += Batch)
            length += valid[place] ? 1 : 0;
        return length;
    }

    void Place()
    {
        Steps = _lengths[0];
        if (Steps == 0)
            throw new ArgumentException("No step of any row is valid; give a batch with at least one.", "mask");
        Rows = _lengths.AsSpan(0, Batch).IndexOf(0);
        Rows = Rows < 0 ? Batch : Rows;
        var rows = Rows;
        _placeAt[0] = 0;
        for (var t = 0; t < Steps; t++)
        {
            while (_lengths[rows - 1] <= t)
                rows--;
            _placeAt[t + 1] = _placeAt[t] + rows;
        }
    }

    void Fill(ReadOnlySpan<bool> valid)
    {
        for (var row = 0; row < Rows; row++)
        {
            var t = 0;
            for (var place = _rows[row]; place < valid.Length; place += Batch)
            {
                if (valid[place])
                    _sources[_placeAt[t++] + row] = place;
            }
        }
    }
}
