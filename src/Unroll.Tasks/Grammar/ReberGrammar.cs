using System;
using System.Numerics;

namespace Unroll.Tasks.Grammar;

/// <summary>
/// The Reber grammar (Reber 1967), a finite automaton over seven letters, or the embedded one: a Reber string between two equal letters, <c>BT…TE</c> or <c>BP…PE</c>. Whoever predicts the last but one letter
/// must have held the second over all that is between. States are numbers; 0 is before the first letter.
/// </summary>
sealed class ReberGrammar
{
    /// <summary>The letters, by the numbers of their symbols.</summary>
    public const string Letters = "BTSXPVE";

    const int B = 0, T = 1, S = 2, X = 3, P = 4, V = 5, E = 6, Symbols = 7;

    // Where a letter leads from each state of the plain automaton; each of two arcs has probability ½.
    static readonly (int Symbol, int To)[][] Plain = [[(B, 1)], [(T, 2), (P, 3)], [(S, 2), (X, 4)], [(T, 3), (V, 5)], [(X, 3), (S, 6)], [(P, 4), (V, 6)], [(E, 7)]];

    static readonly int PlainEnd = Plain.Length;

    readonly int[,] _next;   // [state, symbol]: the state it leads to, −1 for none

    ReberGrammar(bool isEmbedded, int states)
    {
        (IsEmbedded, End) = (isEmbedded, states - 1);
        _next = new int[states, Symbols];
        for (var state = 0; state < states; state++)
        {
            for (var symbol = 0; symbol < Symbols; symbol++)
                _next[state, symbol] = -1;
        }
    }

    /// <summary>The plain grammar.</summary>
    public static ReberGrammar CreatePlain()
    {
        var grammar = new ReberGrammar(isEmbedded: false, PlainEnd + 1);
        grammar.AddPlain(0);
        return grammar;
    }

    /// <summary>The embedded grammar: B, then for each of two letters a copy of the plain automaton that ends in this letter, then E.</summary>
    public static ReberGrammar CreateEmbedded()
    {
        const int AfterB = 1, FirstCopy = 2;
        var copy = PlainEnd + 1;
        var grammar = new ReberGrammar(isEmbedded: true, FirstCopy + 2 * copy + 2);
        grammar._next[0, B] = AfterB;
        var closed = grammar.End - 1;
        foreach (var (letter, start) in ((int, int)[])[(T, FirstCopy), (P, FirstCopy + copy)])
        {
            grammar._next[AfterB, letter] = start;
            grammar.AddPlain(start);
            grammar._next[start + PlainEnd, letter] = closed;
        }
        grammar._next[closed, E] = grammar.End;
        return grammar;
    }

    /// <summary>Whether strings are embedded.</summary>
    public bool IsEmbedded { get; }

    /// <summary>The state after a whole string.</summary>
    public int End { get; }

    /// <summary>Letters that embedding adds to a Reber string.</summary>
    public int Frame => IsEmbedded ? 4 : 0;

    /// <summary>Letters of the shortest Reber string.</summary>
    public static int Shortest => 5;

    /// <summary>The state after a symbol; −1 where it must not come.</summary>
    public int Next(int state, int symbol) => _next[state, symbol];

    /// <summary>The symbols that may come, as bits.</summary>
    public int LegalAfter(int state)
    {
        var legal = 0;
        for (var symbol = 0; symbol < Symbols; symbol++)
            legal |= _next[state, symbol] >= 0 ? 1 << symbol : 0;
        return legal;
    }

    /// <summary>Reads a string by its letters.</summary>
    /// <param name="text">The letters.</param>
    /// <param name="whole">Whether it must reach its end; else a beginning will do.</param>
    /// <exception cref="FormatException">It is not of this grammar; the message says at which position, from 1, and what may stand there.</exception>
    public int[] Read(ReadOnlySpan<char> text, bool whole)
    {
        if (text.IsEmpty)
            throw new FormatException($"is empty; a string of this grammar begins with {Letters[0]}");
        var symbols = new int[text.Length];
        var state = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            if (state == End)
                throw new FormatException($"position {i + 1}: {Shown(text[i])} stands after the string's end");
            symbols[i] = Letters.IndexOf(text[i], StringComparison.Ordinal);
            var next = symbols[i] < 0 ? -1 : _next[state, symbols[i]];
            if (next < 0)
                throw new FormatException($"position {i + 1}: {Shown(text[i])} {(symbols[i] < 0 ? $"is none of the letters {Letters}" : "is outside the grammar")}; there {Possible(state)}");
            state = next;
        }
        return !whole || state == End ? symbols : throw new FormatException($"position {symbols.Length + 1}: the string ends too early; there {Possible(state)}");
    }

    /// <summary>A string's letters.</summary>
    public static string Write(ReadOnlySpan<int> symbols)
    {
        var letters = new char[symbols.Length];
        for (var i = 0; i < letters.Length; i++)
            letters[i] = Letters[symbols[i]];
        return new string(letters);
    }

    string Possible(int state)
    {
        var legal = LegalAfter(state);
        var text = "";
        for (var rest = legal; rest != 0; rest &= rest - 1)
            text += (text.Length == 0 ? "" : " or ") + Letters[BitOperations.TrailingZeroCount(rest)];
        return (BitOperations.PopCount((uint)legal) == 1 ? "must stand " : "may stand ") + text;
    }

    static string Shown(char letter) => char.IsControl(letter) || char.IsSurrogate(letter) ? $"U+{(int)letter:X4}" : $"'{letter}'";

    void AddPlain(int start)
    {
        for (var state = 0; state < PlainEnd; state++)
        {
            foreach (var (symbol, to) in Plain[state])
                _next[start + state, symbol] = start + to;
        }
    }
}
