using System;
using System.Diagnostics;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Synthetic;

/// <summary>Random bit strings, 64 bits to a word: 100,000 strings of length 50 take 0.8 MB.</summary>
public sealed class BitStrings
{
    const int BitsPerWord = 64;

    readonly ulong[] _words;   // string s: words [s·W, (s+1)·W), bit i of a string at bit i % 64 of word i / 64; bits past the end are 0
    readonly int[]? _lengths;  // null where all are as long as the longest

    BitStrings(int count, int longest, bool varied)
    {
        RequireMemory(count, longest, varied);
        Longest = longest;
        Count = count;
        WordsPerString = WordsFor(longest);
        _words = new ulong[count * WordsPerString];
        _lengths = varied ? new int[count] : null;
    }

    /// <summary>Strings.</summary>
    public int Count { get; }

    /// <summary>Length of the longest string that could have been drawn.</summary>
    public int Longest { get; }

    /// <summary>Bytes of memory held.</summary>
    public long Bytes => sizeof(ulong) * (long)_words.Length + sizeof(int) * (long)(_lengths?.Length ?? 0);

    internal int WordsPerString { get; }

    /// <summary>Draws strings of one length.</summary>
    /// <exception cref="TaskOptionsException">They do not fit in memory; the message says how many would.</exception>
    public static BitStrings DrawFixed(RandomStream bits, int count, int length)
    {
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var strings = new BitStrings(count, length, varied: false);
        for (var s = 0; s < count; s++)
            Draw(bits, strings.Words(s), length);
        return strings;
    }

    /// <summary>Draws strings whose lengths are equally likely from 1 to <paramref name="longest"/>.</summary>
    /// <exception cref="TaskOptionsException">They do not fit in memory; the message says how many would.</exception>
    public static BitStrings DrawVariable(RandomStream bits, RandomStream lengths, int count, int longest)
    {
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        var strings = new BitStrings(count, longest, varied: true);
        for (var s = 0; s < count; s++)
        {
            strings._lengths![s] = 1 + lengths.NextInt32(longest);
            Draw(bits, strings.Words(s), strings._lengths[s]);
        }
        return strings;
    }

    /// <summary>Length of a string.</summary>
    public int LengthOf(int index) => _lengths is null ? Longest : _lengths[index];

    /// <summary>A bit of a string.</summary>
    public bool this[int index, int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)LengthOf(index), nameof(position));
            return (Words(index)[position / BitsPerWord] >> (position % BitsPerWord) & 1) != 0;
        }
    }

    internal static int WordsFor(int length) => (length + BitsPerWord - 1) / BitsPerWord;

    internal Span<ulong> Words(int index) => _words.AsSpan(index * WordsPerString, WordsPerString);

    /// <summary>Draws one string of <paramref name="length"/> bits; takes two 32-bit numbers for each word it needs.</summary>
    internal static void Draw(RandomStream bits, Span<ulong> words, int length)
    {
        var used = WordsFor(length);
        Debug.Assert(words.Length >= used, "room");
        for (var w = 0; w < used; w++)
            words[w] = bits.NextUInt64();
        words[used..].Clear();
        var last = length % BitsPerWord;
        if (last != 0)
            words[used - 1] &= (1UL << last) - 1;
    }

    static void RequireMemory(int count, int longest, bool varied)
    {
        var words = (long)WordsFor(longest);
        var bytesPerString = words * sizeof(ulong) + (varied ? sizeof(int) : 0);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var fit = Math.Min(available / 2 / bytesPerString, Array.MaxLength / words);
        if (count > fit)
            throw new TaskOptionsException($"count is {count} strings of up to {longest} bits; at most {fit} fit in half of this machine's memory.");
    }
}
