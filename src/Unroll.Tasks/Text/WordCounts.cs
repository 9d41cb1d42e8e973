using System;

namespace Unroll.Tasks.Text;

/// <summary>
/// How often each word comes in a text that is read in parts. Beyond <see cref="Most"/> different words the rarest are forgotten: those of one occurrence the first time, of up to two the second, and so on
/// (lossy counting: Manku and Motwani 2002), so that a text of any size takes the same memory. What is kept depends on the text alone.
/// </summary>
sealed class WordCounts(int most = WordCounts.Most)
{
    /// <summary>Different words that are kept at most.</summary>
    public const int Most = 400_000;

    readonly Words _words = new();
    readonly WordTable _table = new();
    long[] _counts = new long[1 << 10];
    int _rare;

    /// <summary>Different words.</summary>
    public int Count => _table.Count;

    /// <summary>A word's bytes, words in the order in which they came.</summary>
    public ReadOnlySpan<byte> this[int number] => _table[number];

    /// <summary>How often a word came.</summary>
    public long CountOf(int number) => _counts[number];

    /// <summary>Takes the next part of a text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            text = text[_words.Add(text)..];
            Take(last: false);
        }
    }

    /// <summary>The text ends here; another one may follow.</summary>
    public void End() => Take(last: true);

    void Take(bool last)
    {
        while (_words.Next(last) is { IsEmpty: false } word)
        {
            var number = _table.Add(word);
            if (number == _counts.Length)
                Array.Resize(ref _counts, 2 * number);
            _counts[number]++;
            if (_table.Count > most)
                ForgetRare();
        }
    }

    void ForgetRare()
    {
        _rare++;
        var kept = new bool[_table.Count];
        var count = 0;
        for (var number = 0; number < kept.Length; number++)
        {
            kept[number] = _counts[number] > _rare;
            if (kept[number])
                _counts[count++] = _counts[number];
        }
        Array.Clear(_counts, count, _counts.Length - count);   // a word that comes anew counts from 0
        _table.Keep(kept);
    }
}
