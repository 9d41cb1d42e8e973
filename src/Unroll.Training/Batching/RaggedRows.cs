using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Unroll.Training.Batching;

/// <summary>Sequences of different lengths one behind the other: rows of one width, and where each sequence begins.</summary>
sealed class RaggedRows<TItem>
    where TItem : unmanaged
{
    readonly List<TItem> _items = [];      // [all steps][width]
    readonly List<int> _starts = [0];      // [sequences + 1], in steps
    int _steps;

    /// <summary>Items in a row; 0 before the first row where it was not said.</summary>
    internal int Width { get; private set; }

    internal RaggedRows(int? width) => Width = width ?? 0;

    internal int Count => _starts.Count - 1;

    internal int LengthOf(int sequence) => _starts[sequence + 1] - _starts[sequence];

    /// <summary>All rows of a sequence <c>[length][width]</c>.</summary>
    internal ReadOnlySpan<TItem> RowsOf(int sequence) =>
        CollectionsMarshal.AsSpan(_items).Slice(_starts[sequence] * Width, LengthOf(sequence) * Width);

    /// <summary>All items of all sequences.</summary>
    internal ReadOnlySpan<TItem> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Adds a row to the sequence at hand; the first row of all decides on the width where none was said.</summary>
    internal void AddRow(ReadOnlySpan<TItem> row, string what)
    {
        if (Width == 0)
            Width = row.Length;
        if (row.Length != Width || Width == 0)
            throw new ArgumentException($"{what}, sequence {Count}, step {_steps - _starts[^1]}: the row has width {row.Length}, expected {(Width == 0 ? "at least 1" : Width)}; give every step a row of one width.");
        if (_items.Count > Array.MaxLength - row.Length)
            throw new InsufficientMemoryException($"{what}: sequences of more than {Array.MaxLength:N0} numbers together were given; a data set holds no more. Give fewer at a time.");
        _items.AddRange(row);
        _steps++;
    }

    /// <summary>Ends the sequence at hand.</summary>
    internal void EndSequence(string what)
    {
        if (_steps == _starts[^1])
            throw new ArgumentException($"{what}, sequence {Count}: it is empty; every sequence needs at least one step. Leave empty ones out.");
        _starts.Add(_steps);
    }

    /// <summary>Refuses no sequences at all.</summary>
    internal RaggedRows<TItem> Finish(string what) =>
        Count > 0 ? this : throw new ArgumentException($"{what}: there are no sequences; give at least one.");

    /// <summary>Sequence and step of a place among all items, for messages.</summary>
    internal (int Sequence, int Step, int Column) PlaceOf(int item)
    {
        var step = item / Width;
        var sequence = _starts.BinarySearch(step);
        sequence = sequence >= 0 ? sequence : ~sequence - 1;
        return (sequence, step - _starts[sequence], item % Width);
    }
}
