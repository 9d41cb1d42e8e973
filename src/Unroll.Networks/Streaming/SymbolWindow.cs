namespace Unroll.Networks.Streaming;

/// <summary>The symbols met last, and how often each is among them. Nothing is allocated once it is made.</summary>
sealed class SymbolWindow(int symbols, int length)
{
    readonly int[] _last = new int[length];   // a ring
    readonly int[] _counts = new int[symbols];
    int _met, _next;

    /// <summary>Whether a symbol is among the last.</summary>
    public bool Has(int symbol) => _counts[symbol] > 0;

    /// <summary>Meets one more; the oldest is forgotten where there are more than the length.</summary>
    public void Add(int symbol)
    {
        if (_met == _last.Length)
            _counts[_last[_next]]--;
        else
            _met++;
        _last[_next] = symbol;
        _counts[symbol]++;
        _next = _next + 1 == _last.Length ? 0 : _next + 1;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        System.Array.Clear(_counts);
        (_met, _next) = (0, 0);
    }
}
