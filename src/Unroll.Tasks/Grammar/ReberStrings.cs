using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Grammar;

/// <summary>
/// Draws strings as the grammar makes them, each of two arcs with probability ½, given that the Reber string (the inner one, where embedded) has a length within bounds. The length is drawn first, then a string of this length;
/// all strings of one length are equally likely.
/// </summary>
sealed class ReberStrings
{
    readonly ReberGrammar _grammar;
    readonly ReberGrammar _inner = ReberGrammar.CreatePlain();
    readonly double[,] _chance;   // [state of the plain automaton, letters]: that so many letters are left
    readonly int _shortest, _longest;
    readonly double _total;

    /// <summary>Sums up what lengths are how likely.</summary>
    /// <param name="grammar">Plain or embedded.</param>
    /// <param name="shortest">Letters of the shortest Reber string, from 5.</param>
    /// <param name="longest">Letters of the longest, not below that.</param>
    public ReberStrings(ReberGrammar grammar, int shortest, int longest)
    {
        (_grammar, _shortest, _longest) = (grammar, shortest, longest);
        _chance = new double[_inner.End + 1, longest + 1];
        _chance[_inner.End, 0] = 1;
        for (var letters = 1; letters <= longest; letters++)
        {
            for (var state = 0; state < _inner.End; state++)
                _chance[state, letters] = ChanceOf(state, letters);
        }
        for (var letters = shortest; letters <= longest; letters++)
            _total += _chance[0, letters];
    }

    /// <summary>How many different strings there are within the bounds; infinite where they are beyond counting.</summary>
    public double Different
    {
        get
        {
            var count = 0.0;
            // Two letters of a Reber string (B, E) leave no choice, every other halves the chance.
            for (var letters = _shortest; letters <= _longest; letters++)
                count += _chance[0, letters] * Math.Pow(2, letters - 2);
            return Math.Round(_grammar.IsEmbedded ? 2 * count : count);
        }
    }

    /// <summary>Draws one string.</summary>
    public int[] Draw(RandomStream random)
    {
        var letters = DrawLength(random);
        var symbols = new int[letters + _grammar.Frame];
        var inner = symbols.AsSpan(_grammar.Frame / 2, letters);
        var state = 0;
        for (var i = 0; i < letters; i++)
            state = _inner.Next(state, inner[i] = DrawSymbol(random, state, letters - i));
        if (!_grammar.IsEmbedded)
            return symbols;
        symbols[0] = ReberGrammar.Letters.IndexOf('B', StringComparison.Ordinal);
        symbols[1] = symbols[^2] = ReberGrammar.Letters.IndexOf(random.NextInt32(2) == 0 ? 'T' : 'P', StringComparison.Ordinal);
        symbols[^1] = ReberGrammar.Letters.IndexOf('E', StringComparison.Ordinal);
        return symbols;
    }

    int DrawLength(RandomStream random)
    {
        var rest = random.NextDouble() * _total;
        var last = _shortest;
        for (var letters = _shortest; letters <= _longest; letters++)
        {
            if (_chance[0, letters] == 0)
                continue;
            last = letters;
            rest -= _chance[0, letters];
            if (rest < 0)
                break;
        }
        return last;
    }

    int DrawSymbol(RandomStream random, int state, int left)
    {
        var (first, second) = (-1, -1);
        for (var symbol = 0; symbol < ReberGrammar.Letters.Length; symbol++)
        {
            if (_inner.Next(state, symbol) < 0)
                continue;
            (first, second) = first < 0 ? (symbol, -1) : (first, symbol);
        }
        if (second < 0)
            return first;
        var (one, other) = (_chance[_inner.Next(state, first), left - 1], _chance[_inner.Next(state, second), left - 1]);
        return random.NextDouble() * (one + other) < one ? first : second;
    }

    double ChanceOf(int state, int letters)
    {
        var (sum, arcs) = (0.0, 0);
        for (var symbol = 0; symbol < ReberGrammar.Letters.Length; symbol++)
        {
            var next = _inner.Next(state, symbol);
            if (next < 0)
                continue;
            sum += _chance[next, letters - 1];
            arcs++;
        }
        return sum / arcs;
    }
}
