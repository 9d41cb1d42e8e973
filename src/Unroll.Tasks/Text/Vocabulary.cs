using System;
using System.Buffers;
using System.Text;

namespace Unroll.Tasks.Text;

/// <summary>
/// What the symbols of a text network stand for: characters, bytes, or byte pairs. Text becomes symbols and symbols become text; what is encoded and decoded again is what it was, but for characters that
/// have no symbol of their own (<see cref="Unknown"/>). A vocabulary never changes and may be read from many threads.
/// </summary>
public abstract class Vocabulary
{
    /// <summary>Most symbols of any vocabulary.</summary>
    public const int MostSymbols = 65_536;

    readonly byte[] _bytes;   // of all symbols, one behind the other
    readonly int[] _starts;   // of each symbol's bytes, and where the last one's end

    private protected Vocabulary(string kind, byte[] bytes, int[] starts, int? unknown)
    {
        (Kind, _bytes, _starts, Unknown) = (kind, bytes, starts, unknown);
        for (var symbol = 0; symbol < Count; symbol++)
            MostBytes = Math.Max(MostBytes, BytesOf(symbol).Length);
    }

    /// <summary><c>characters</c>, <c>bytes</c> or <c>bytePairs</c>.</summary>
    public string Kind { get; }

    /// <summary>Symbols: they are 0 to one below this.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The symbol that stands for any character that has none of its own, spoken as U+FFFD; null where such text is refused, or where every text has its symbols.</summary>
    public int? Unknown { get; }

    /// <summary>Bytes of the longest symbol.</summary>
    internal int MostBytes { get; }

    /// <summary>What a symbol stands for, in UTF-8; of bytes and byte pairs it may be a part of a character.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such symbol.</exception>
    public ReadOnlySpan<byte> BytesOf(int symbol)
    {
        if ((uint)symbol >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(symbol), symbol, $"Symbol {symbol} is not one of this vocabulary's, which are 0 to {Count - 1}.");
        return _bytes.AsSpan(_starts[symbol].._starts[symbol + 1]);
    }

    /// <summary>How many characters a symbol counts for when nats are given per character: those that begin in it. Of single bytes each counts for one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such symbol.</exception>
    public abstract int CharactersOf(int symbol);

    /// <summary>Turns text into symbols.</summary>
    /// <exception cref="FormatException">A character has no symbol, or is half of a surrogate pair; one line that names it and its place, from 1.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        RequireWhole(text);
        return Encode(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Turns UTF-8 into symbols. Bytes and byte pairs take any bytes.</summary>
    /// <exception cref="FormatException">A character has no symbol, or, in a vocabulary of characters, the bytes are not UTF-8; one line.</exception>
    public int[] Encode(ReadOnlySpan<byte> text)
    {
        var (encoder, symbols) = (CreateEncoder(), new ArrayBufferWriter<int>(Math.Max(text.Length, 1)));
        encoder.Add(text, symbols);
        encoder.End(symbols);
        return symbols.WrittenSpan.ToArray();
    }

    /// <summary>Turns a text that comes in parts into symbols.</summary>
    public abstract SymbolEncoder CreateEncoder();

    /// <summary>Turns symbols into text; what is not UTF-8 becomes U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not one of this vocabulary's.</exception>
    public string Decode(ReadOnlySpan<int> symbols) => Encoding.UTF8.GetString(DecodeBytes(symbols));

    /// <summary>Turns symbols into the bytes they stand for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not one of this vocabulary's.</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> symbols)
    {
        var length = 0L;
        foreach (var symbol in symbols)
            length += BytesOf(symbol).Length;
        var bytes = new byte[length];
        var place = 0;
        foreach (var symbol in symbols)
        {
            var part = BytesOf(symbol);
            part.CopyTo(bytes.AsSpan(place));
            place += part.Length;
        }
        return bytes;
    }

    /// <summary>Turns symbols that come one by one into text.</summary>
    public SymbolText CreateDecoder() => new(this);

    /// <summary>The vocabulary as JSON of one line, the same for the same vocabulary.</summary>
    public string Write() => VocabularyJson.Write(this);

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">Where it is from, to begin the message with: a file's path.</param>
    /// <exception cref="FormatException">It is no vocabulary; one line that says what is wrong.</exception>
    public static Vocabulary Parse(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return VocabularyJson.Parse(json, source);
    }

    // Positions are of characters, not of the halves that .NET counts.
    static void RequireWhole(string text)
    {
        var position = 1;
        for (var i = 0; i < text.Length; position++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                throw new FormatException($"character U+{(int)text[i]:X4} at position {position} is half of a surrogate pair; give whole characters.");
            i += rune.Utf16SequenceLength;
        }
    }
}
