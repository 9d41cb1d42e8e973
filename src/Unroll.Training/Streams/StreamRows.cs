using System;
using System.Collections.Generic;
using Unroll.Numerics.Random;

namespace Unroll.Training.Streams;

/// <summary>
/// Deals documents to streams: laid end to end and cut into as many parts of equal length as there are streams. A window never crosses a document's border: it ends there, and the next one starts the next document.
/// A document that was cut goes on in the next stream as a document of its own.
/// </summary>
/// <remarks>
/// Windows that lie end to end are as long as one another, but for a step: were all but the last as long as can be, the last could be of a few steps, and the update by their few targets, which an optimizer that scales by past
/// gradients makes as large as any other or larger, would be noise, just before the epoch's end, where a network is measured. For the same reason a stream of one document's part that would have one window less than the longest has as many.
/// </remarks>
public sealed class StreamRows
{
    // A part of a document, in so many windows, and how many its stream has before it.
    readonly record struct Part(int Document, int First, int Steps, int WindowsBefore, int Windows);

    readonly Part[][] _rows;
    readonly int[] _windows;   // of each row
    readonly int _length, _stride;

    /// <summary>Deals documents.</summary>
    /// <param name="lengths">Steps of each document, in their order.</param>
    /// <param name="options">Length and stride of the windows, and whether the order is drawn; its rows and workers are not looked at.</param>
    /// <param name="rows">Streams.</param>
    /// <exception cref="ArgumentException">The stride is beyond the length.</exception>
    public StreamRows(ReadOnlySpan<int> lengths, StreamOptions options, int rows)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        options.Validate();
        (_length, _stride) = (options.Length, options.StepsOn);
        _rows = new Part[rows][];
        _windows = new int[rows];
        var order = OrderOf(lengths.Length, options);
        long steps = 0;
        foreach (var length in lengths)
            steps += length;
        var (place, skipped) = (0, 0);   // the document at hand, and the steps of it that are dealt
        for (var row = 0; row < rows; row++)
        {
            var parts = new List<Part>();
            for (var wanted = (long)((Int128)steps * (row + 1) / rows) - (long)((Int128)steps * row / rows); wanted > 0;)
            {
                var document = order[place];
                var taken = (int)Math.Min(wanted, lengths[document] - skipped);
                parts.Add(new Part(document, skipped, taken, _windows[row], (int)((taken + (long)_stride - 1) / _stride)));
                _windows[row] += parts[^1].Windows;
                wanted -= taken;
                skipped += taken;
                if (skipped == lengths[document])
                    (place, skipped) = (place + 1, 0);
            }
            _rows[row] = [.. parts];
            MostWindows = Math.Max(MostWindows, _windows[row]);
        }
        if (IsEndToEnd)
            EndTogether();
        MostSteps = Longest();
    }

    bool IsEndToEnd => _stride == _length;

    // Streams differ by at most a step, and that step may have cost the longest a window more.
    void EndTogether()
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            if (_windows[row] != MostWindows - 1 || _rows[row] is not [var part] || part.Steps < MostWindows)
                continue;
            _rows[row][0] = part with { Windows = MostWindows };
            _windows[row] = MostWindows;
        }
    }

    /// <summary>Windows of the row that has most.</summary>
    public int MostWindows { get; }

    /// <summary>Steps of the longest window.</summary>
    public int MostSteps { get; }

    /// <summary>The window of a row; without steps where its stream has ended.</summary>
    public StreamWindow this[int row, int window]
    {
        get
        {
            if (window >= _windows[row])
                return default;
            var part = PartOf(_rows[row], window);
            var number = window - part.WindowsBefore;
            var (first, end) = Extent(part, number);
            var target = IsEndToEnd ? first : number * _stride;
            var kept = end == part.Steps ? -1 : Extent(part, number + 1).First - first;
            return new StreamWindow(part.Document, part.First + first, end - first, part.First + target, first > 0, kept);
        }
    }

    // From the start of the part.
    (int First, int End) Extent(Part part, int number)
    {
        if (IsEndToEnd)
            return ((int)((long)part.Steps * number / part.Windows), (int)((long)part.Steps * (number + 1) / part.Windows));
        var end = (int)Math.Min((number + 1L) * _stride, part.Steps);
        return (Math.Max(0, end - _length), end);
    }

    static Part PartOf(Part[] parts, int window)
    {
        var (low, high) = (0, parts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (parts[middle].WindowsBefore <= window)
                low = middle;
            else
                high = middle - 1;
        }
        return parts[low];
    }

    int Longest()
    {
        var longest = 1;
        foreach (var row in _rows)
        {
            foreach (var part in row)
                longest = Math.Max(longest, IsEndToEnd ? (part.Steps + part.Windows - 1) / part.Windows : Math.Min(part.Steps, _length));
        }
        return longest;
    }

    static int[] OrderOf(int documents, StreamOptions options)
    {
        var order = new int[documents];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        if (options.Shuffle)
            new RandomStream(options.Seed).Split("documents").Shuffle(order.AsSpan());
        return order;
    }
}
