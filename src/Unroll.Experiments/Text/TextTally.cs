using System;
using System.Threading;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Text;

/// <summary>Adds up what a network foresees of a text that comes in parts.</summary>
sealed class TextTally(Vocabulary vocabulary, TextReading reading, Action<ScoredSymbol>? each)
{
    const int SymbolsAtOnce = 1024;

    readonly double[] _logProbabilities = new double[SymbolsAtOnce];
    double _nats;
    long _symbols, _characters, _unknown, _read;

    /// <summary>Goes on; tells which share of this part is done.</summary>
    public void Add(ReadOnlySpan<int> symbols, Action<double>? progress, CancellationToken cancellation)
    {
        for (int at = 0, count; at < symbols.Length; at += count)
        {
            cancellation.ThrowIfCancellationRequested();
            count = Math.Min(SymbolsAtOnce, symbols.Length - at);
            AddFew(symbols.Slice(at, count));
            progress?.Invoke((double)(at + count) / symbols.Length);
        }
    }

    void AddFew(ReadOnlySpan<int> symbols)
    {
        reading.Add(symbols, _logProbabilities);
        for (var i = 0; i < symbols.Length; i++)
        {
            each?.Invoke(new ScoredSymbol(symbols[i], _logProbabilities[i]));
            if (_read++ == 0)
                continue;
            _nats -= _logProbabilities[i];
            _symbols++;
            _characters += vocabulary.CharactersOf(symbols[i]);
            _unknown += symbols[i] == vocabulary.Unknown ? 1 : 0;
        }
    }

    /// <summary>All of it.</summary>
    /// <exception cref="FormatException">Nothing was predicted.</exception>
    public TextScore Score() =>
        _characters > 0 ? new TextScore(_nats, _symbols, _characters) { UnknownSymbols = _unknown }
        : throw new FormatException(
            _read == 0 ? "the text is empty; give at least two symbols, of which the first is only read."
            : _symbols == 0 ? "the text is a single symbol, which is only read; give at least two."
            : "no character begins behind the first symbol, which is only read; give a longer text.");
}
