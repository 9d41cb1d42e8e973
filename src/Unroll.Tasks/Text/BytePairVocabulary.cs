using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Unroll.Tasks.Text;

/// <summary>
/// The 256 bytes, and symbols that each join two that came before them (byte-pair encoding: Sennrich, Haddow and Birch 2016, on bytes). Text is cut into words first (<see cref="Words"/>); in each word the
/// joins are made in their order, everywhere from left to right. Any bytes at all have their symbols.
/// </summary>
public sealed class BytePairVocabulary : Vocabulary
{
    /// <summary>Symbols before the first join.</summary>
    internal const int Bytes = 256;

    readonly Dictionary<uint, int> _joined;   // the symbol that two neighbours become

    BytePairVocabulary(IReadOnlyList<(int Left, int Right)> joins, byte[] bytes, int[] starts, Dictionary<uint, int> joined)
        : base("bytePairs", bytes, starts, null) => (Joins, _joined) = (joins, joined);

    /// <summary>The joins in order: join i makes symbol 256 + i.</summary>
    public IReadOnlyList<(int Left, int Right)> Joins { get; }

    /// <summary>Makes a vocabulary of joins.</summary>
    /// <exception cref="ArgumentException">There are too many, one names a symbol that is not there yet, comes twice, or makes a symbol of more bytes than a word has.</exception>
    public static BytePairVocabulary Of(IEnumerable<(int Left, int Right)> joins)
    {
        ArgumentNullException.ThrowIfNull(joins);
        (int Left, int Right)[] list = [.. joins];
        if (list.Length > MostSymbols - Bytes)
            throw new ArgumentException($"there are {list.Length} joins; at most {MostSymbols - Bytes} are possible", nameof(joins));
        var lengths = new byte[Bytes + list.Length];
        Array.Fill(lengths, (byte)1, 0, Bytes);
        var joined = new Dictionary<uint, int>(list.Length);
        for (var i = 0; i < list.Length; i++)
        {
            var (left, right) = list[i];
            var symbol = Bytes + i;
            if ((uint)left >= (uint)symbol || (uint)right >= (uint)symbol)
                throw new ArgumentException($"join {i} is of {left} and {right}; it must be of symbols that are there by then, 0 to {symbol - 1}", nameof(joins));
            if (lengths[left] + lengths[right] > Words.MostBytes)
                throw new ArgumentException($"join {i} makes a symbol of {lengths[left] + lengths[right]} bytes; words have at most {Words.MostBytes}", nameof(joins));
            if (!joined.TryAdd(Pair(left, right), symbol))
                throw new ArgumentException($"join {i} is of {left} and {right}, as an earlier one is", nameof(joins));
            lengths[symbol] = (byte)(lengths[left] + lengths[right]);
        }
        var (bytes, starts) = BytesOf(list, lengths);
        return new BytePairVocabulary(Array.AsReadOnly(list), bytes, starts, joined);
    }

    /// <inheritdoc/>
    public override int CharactersOf(int symbol)
    {
        var count = 0;
        foreach (var one in BytesOf(symbol))
            count += (one & 0xC0) == 0x80 ? 0 : 1;   // every character has one byte that does not go on from another
        return count;
    }

    /// <inheritdoc/>
    public override SymbolEncoder CreateEncoder() => new Encoder(this);

    /// <summary>Two symbols as one key.</summary>
    internal static uint Pair(int left, int right) => (uint)left << 16 | (uint)right;

    /// <summary>Joins the symbols of a word in place.</summary>
    /// <returns>How many are left.</returns>
    int Join(Span<int> symbols)
    {
        var count = symbols.Length;
        while (true)
        {
            var first = int.MaxValue;   // the earliest join that can be made
            for (var i = 1; i < count; i++)
            {
                if (_joined.TryGetValue(Pair(symbols[i - 1], symbols[i]), out var symbol) && symbol < first)
                    first = symbol;
            }
            if (first == int.MaxValue)
                return count;
            count = Join(symbols[..count], Joins[first - Bytes], first);
        }
    }

    /// <summary>Replaces two neighbours by one symbol wherever they stand, from left to right.</summary>
    internal static int Join(Span<int> symbols, (int Left, int Right) pair, int symbol)
    {
        var written = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            var meet = i + 1 < symbols.Length && symbols[i] == pair.Left && symbols[i + 1] == pair.Right;
            symbols[written++] = meet ? symbol : symbols[i];
            i += meet ? 1 : 0;
        }
        return written;
    }

    static (byte[] Bytes, int[] Starts) BytesOf((int Left, int Right)[] joins, byte[] lengths)
    {
        var starts = new int[lengths.Length + 1];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            starts[symbol + 1] = starts[symbol] + lengths[symbol];
        var bytes = new byte[starts[^1]];
        for (var symbol = 0; symbol < Bytes; symbol++)
            bytes[symbol] = (byte)symbol;
        for (var i = 0; i < joins.Length; i++)
        {
            var (left, right, place) = (joins[i].Left, joins[i].Right, starts[Bytes + i]);
            bytes.AsSpan(starts[left], lengths[left]).CopyTo(bytes.AsSpan(place));
            bytes.AsSpan(starts[right], lengths[right]).CopyTo(bytes.AsSpan(place + lengths[left]));
        }
        return (bytes, starts);
    }

    // Most words of a text have come before: their symbols are kept.
    sealed class Encoder(BytePairVocabulary vocabulary) : SymbolEncoder
    {
        const int MostKept = 1 << 16;

        readonly Words _words = new();
        readonly WordTable _known = new();
        readonly List<int> _starts = [0];
        readonly List<int> _symbols = [];

        public override void Add(ReadOnlySpan<byte> text, IBufferWriter<int> symbols)
        {
            ArgumentNullException.ThrowIfNull(symbols);
            while (text.Length > 0)
            {
                text = text[_words.Add(text)..];
                Take(symbols, last: false);
            }
        }

        public override void End(IBufferWriter<int> symbols)
        {
            ArgumentNullException.ThrowIfNull(symbols);
            Take(symbols, last: true);
        }

        void Take(IBufferWriter<int> symbols, bool last)
        {
            while (_words.Next(last) is { IsEmpty: false } word)
            {
                var place = Find(word);   // first: it may move the list
                var kept = CollectionsMarshal.AsSpan(_symbols)[place];
                kept.CopyTo(symbols.GetSpan(kept.Length));
                symbols.Advance(kept.Length);
            }
        }

        Range Find(ReadOnlySpan<byte> word)
        {
            if (_known.Count == MostKept)
            {
                _known.Clear();
                _symbols.Clear();
                _starts.RemoveRange(1, _starts.Count - 1);
            }
            var number = _known.Add(word);
            if (number == _starts.Count - 1)
            {
                Span<int> symbols = stackalloc int[word.Length];
                for (var i = 0; i < word.Length; i++)
                    symbols[i] = word[i];
                foreach (var symbol in symbols[..vocabulary.Join(symbols)])
                    _symbols.Add(symbol);
                _starts.Add(_symbols.Count);
            }
            return _starts[number].._starts[number + 1];
        }
    }
}
