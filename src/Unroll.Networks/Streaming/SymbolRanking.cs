using System;

namespace Unroll.Networks.Streaming;

/// <summary>Gives symbols out best first, as many as are asked for: by score, of equals the lower symbol first. Nothing is allocated once it is made.</summary>
sealed class SymbolRanking(int symbols)
{
    // The first ones not given out yet are a heap: each before its children 2i + 1 and 2i + 2. Those given out stand behind them, the last one first.
    readonly int[] _order = new int[symbols];
    double[] _scores = [];
    int _left;

    /// <summary>Begins anew.</summary>
    /// <param name="scores">A score for each symbol, none of them NaN; left as they are until the last one was taken.</param>
    public void Begin(double[] scores)
    {
        (_scores, _left) = (scores, symbols);
        for (var symbol = 0; symbol < symbols; symbol++)
            _order[symbol] = symbol;
        for (var place = symbols / 2 - 1; place >= 0; place--)
            Sink(place);
    }

    /// <summary>The best symbol not taken yet; there must be one.</summary>
    public int Take()
    {
        var best = _order[0];
        (_order[0], _order[--_left]) = (_order[_left], best);
        Sink(0);
        return best;
    }

    /// <summary>The symbol that was taken as such a one: 0 for the first.</summary>
    public int Taken(int rank) => _order[symbols - 1 - rank];

    void Sink(int place)
    {
        for (int child; (child = 2 * place + 1) < _left; place = child)
        {
            if (child + 1 < _left && IsBefore(_order[child + 1], _order[child]))
                child++;
            if (IsBefore(_order[place], _order[child]))
                return;
            (_order[place], _order[child]) = (_order[child], _order[place]);
        }
    }

    bool IsBefore(int left, int right) => _scores[left] != _scores[right] ? _scores[left] > _scores[right] : left < right;
}
