using System;
using System.Diagnostics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>For every symbol the places (step and row) where it stands, in their order: a counting sort, so that its gradient is one sum.</summary>
sealed unsafe class SymbolRows
{
    int[] _starts = [];
    int[] _rows = [];

    /// <summary>Takes the memory for batches of up to so many places.</summary>
    public void Reserve(int places, int count)
    {
        _rows = new int[places];
        _starts = new int[count + 2];
    }

    /// <summary>Sorts a batch's symbols.</summary>
    public void Sort(Sequence<int> symbols)
    {
        var places = symbols.Steps * symbols.Batch;
        Debug.Assert(places <= _rows.Length, "the batch is within the reserved size");
        Array.Clear(_starts);
        for (var i = 0; i < places; i++)
            _starts[symbols.Data[i] + 2]++;
        for (var s = 2; s < _starts.Length; s++)
            _starts[s] += _starts[s - 1];
        for (var i = 0; i < places; i++)
            _rows[_starts[symbols.Data[i] + 1]++] = i;
    }

    /// <summary>The places of a symbol, as step · batch + row.</summary>
    public ReadOnlySpan<int> Of(int symbol) => _rows.AsSpan(_starts[symbol], _starts[symbol + 1] - _starts[symbol]);

    /// <summary>The symbol at which a thread's share begins: shares have as many places and symbols, taken together, as one another.</summary>
    public int Cut(int part, int parts)
    {
        var symbols = _starts.Length - 2;
        if (part == parts)
            return symbols;
        var wanted = (long)(symbols + _starts[symbols]) * part / parts;
        var (low, high) = (0, symbols);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _starts[middle] + middle < wanted ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
