using System;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>For every symbol the places (step and row) where it stands, in their order: a counting sort, so that its gradient is one sum.</summary>
sealed unsafe class SymbolRows
{
    int[] _starts = [];
    int[] _rows = [];

    /// <summary>Sorts a batch's symbols. Memory grows to the largest batch seen and stays.</summary>
    public void Sort(Sequence<int> symbols, int count)
    {
        var places = symbols.Steps * symbols.Batch;
        if (_rows.Length < places)
            _rows = new int[places];
        if (_starts.Length < count + 2)
            _starts = new int[count + 2];
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
}
