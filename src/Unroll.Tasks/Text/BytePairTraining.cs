using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Unroll.Tasks.Text;

/// <summary>
/// Learns which bytes to join (Sennrich, Haddow and Birch 2016): again and again the two neighbours that come most often in the words of a text become one symbol. Of equally frequent ones those are joined
/// whose left symbol has the smaller number, then those whose right one has. It ends at the size wanted, or where no two neighbours come twice.
/// </summary>
/// <remarks>Every pair knows the words it is in, so a join looks at those alone; a queue holds the pairs by the counts they had, which are looked up again when they come out. Sums are of whole numbers: nothing depends on an order.</remarks>
sealed class BytePairTraining
{
    // Most frequent first, then left, then right: as a key, the smallest comes out.
    readonly record struct Place(long Count, uint Pair) : IComparable<Place>
    {
        public int CompareTo(Place other) => Count != other.Count ? other.Count.CompareTo(Count) : Pair.CompareTo(other.Pair);
    }

    readonly WordCounts _words;
    readonly int[] _symbols;                             // of all words, each in the room that its bytes took
    readonly int[] _starts;                              // [word]
    readonly byte[] _lengths;                            // symbols of a word by now
    readonly Dictionary<uint, int> _numbers = [];        // of pairs
    readonly List<long> _counts = [];                    // [pair]
    readonly List<List<int>> _places = [];               // words in which a pair may be
    readonly PriorityQueue<uint, Place> _queue = new();
    readonly List<uint> _fresh = [];                     // pairs that the join at hand has made

    BytePairTraining(WordCounts words)
    {
        _words = words;
        _starts = new int[words.Count + 1];
        _lengths = new byte[words.Count];
        for (var word = 0; word < words.Count; word++)
        {
            _lengths[word] = (byte)words[word].Length;
            _starts[word + 1] = _starts[word] + _lengths[word];
        }
        _symbols = new int[_starts[^1]];
        for (var word = 0; word < words.Count; word++)
        {
            for (var i = 0; i < _lengths[word]; i++)
                _symbols[_starts[word] + i] = words[word][i];
            Count(word, 1, symbol: -1);
        }
        foreach (var (pair, number) in _numbers)
            _queue.Enqueue(pair, new Place(_counts[number], pair));
    }

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="words">The words of the text.</param>
    /// <param name="size">Symbols wanted, the 256 bytes included.</param>
    /// <param name="progress">Is told after every join; null where nobody watches.</param>
    public static BytePairVocabulary Learn(WordCounts words, int size, ITaskProgress? progress = null)
    {
        var training = new BytePairTraining(words);
        var joins = new List<(int Left, int Right)>(size - BytePairVocabulary.Bytes);
        while (BytePairVocabulary.Bytes + joins.Count < size && training.MostFrequent() is { } pair)
        {
            training.Join(pair, BytePairVocabulary.Bytes + joins.Count);
            joins.Add(Symbols(pair));
            progress?.Report("learning byte pairs", (double)joins.Count / (size - BytePairVocabulary.Bytes));
        }
        return BytePairVocabulary.Of(joins);
    }

    uint? MostFrequent()
    {
        while (_queue.TryDequeue(out var pair, out var place))
        {
            var count = _counts[_numbers[pair]];
            if (count == place.Count && count > 1)
                return pair;
            if (count > 1)
                _queue.Enqueue(pair, new Place(count, pair));   // it has become rarer since
        }
        return null;
    }

    void Join(uint pair, int symbol)
    {
        var places = _places[_numbers[pair]];
        _fresh.Clear();
        foreach (var word in places)
        {
            var symbols = SymbolsOf(word);
            if (!Has(symbols, pair))
                continue;   // an earlier join took it
            Count(word, -1, symbol: -1);
            _lengths[word] = (byte)BytePairVocabulary.Join(symbols, Symbols(pair), symbol);
            Count(word, 1, symbol);
        }
        places.Clear();
        places.TrimExcess();
        foreach (var one in _fresh)
            _queue.Enqueue(one, new Place(_counts[_numbers[one]], one));
    }

    // Adds a word's pairs, or takes them away. Where they come from a join, only those with its symbol are new to the word.
    void Count(int word, int sign, int symbol)
    {
        var symbols = SymbolsOf(word);
        var count = sign * _words.CountOf(word);
        for (var i = 1; i < symbols.Length; i++)
        {
            var pair = BytePairVocabulary.Pair(symbols[i - 1], symbols[i]);
            var number = NumberOf(pair, symbol);
            CollectionsMarshal.AsSpan(_counts)[number] += count;
            if (sign < 0 || (symbol >= 0 && symbols[i - 1] != symbol && symbols[i] != symbol))
                continue;
            var places = _places[number];
            if (places.Count == 0 || places[^1] != word)
                places.Add(word);
        }
    }

    int NumberOf(uint pair, int symbol)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, pair, out var isThere);
        if (isThere)
            return number;
        number = _counts.Count;
        _counts.Add(0);
        _places.Add([]);
        if (symbol >= 0)
            _fresh.Add(pair);
        return number;
    }

    Span<int> SymbolsOf(int word) => _symbols.AsSpan(_starts[word], _lengths[word]);

    static bool Has(ReadOnlySpan<int> symbols, uint pair)
    {
        for (var i = 1; i < symbols.Length; i++)
        {
            if (BytePairVocabulary.Pair(symbols[i - 1], symbols[i]) == pair)
                return true;
        }
        return false;
    }

    static (int Left, int Right) Symbols(uint pair) => ((int)(pair >> 16), (int)(pair & 0xFFFF));
}
