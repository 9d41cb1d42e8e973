using System;

namespace Unroll.Tasks.Text;

/// <summary>
/// Cuts a text that comes in parts into words, which byte pairs never join. A word is letters, or digits, or other signs, with a space before them where there is one; or blanks, but for the last space before something else.
/// Every byte from 0x80 counts as a letter, so that letters of any script stay together. A word has at most <see cref="MostBytes"/> bytes; a longer one is cut there, before a character where there is one.
/// </summary>
sealed class Words
{
    /// <summary>Most bytes of a word.</summary>
    public const int MostBytes = 64;

    const int Block = 1 << 14;

    readonly byte[] _buffer = new byte[Block];
    int _first, _end;

    enum Kind
    {
        Blank,
        Letter,
        Digit,
        Sign,
    }

    /// <summary>Takes as much of the text as there is room for, at least one byte if <see cref="Next"/> was called until it had no more.</summary>
    /// <returns>Bytes taken.</returns>
    public int Add(ReadOnlySpan<byte> text)
    {
        if (_first > 0)
        {
            _buffer.AsSpan(_first.._end).CopyTo(_buffer);
            (_first, _end) = (0, _end - _first);
        }
        var taken = Math.Min(text.Length, Block - _end);
        text[..taken].CopyTo(_buffer.AsSpan(_end));
        _end += taken;
        return taken;
    }

    /// <summary>The next word; empty where none is certain without more text. Good until the next call.</summary>
    /// <param name="last">Whether the text has ended.</param>
    public ReadOnlySpan<byte> Next(bool last)
    {
        var length = LengthOf(_buffer.AsSpan(_first.._end), last);
        _first += length;
        return _buffer.AsSpan(_first - length, length);
    }

    /// <summary>Length of a text's first word; 0 where it takes more text to know.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> text, bool last)
    {
        if (text.IsEmpty)
            return 0;
        var lead = text[0] == ' ' && text.Length > 1 && KindOf(text[1]) != Kind.Blank ? 1 : 0;
        var kind = KindOf(text[lead]);
        var length = lead + 1;
        while (length < text.Length && length <= MostBytes && KindOf(text[length]) == kind)
            length++;
        if (length > MostBytes)
            return Cut(text);
        if (length == text.Length)
            return last ? length : 0;
        return kind == Kind.Blank && length > 1 && text[length - 1] == ' ' ? length - 1 : length;
    }

    // A character has at most three bytes that go on from another.
    static int Cut(ReadOnlySpan<byte> text)
    {
        for (var length = MostBytes; length > MostBytes - 4; length--)
        {
            if ((text[length] & 0xC0) != 0x80)
                return length;
        }
        return MostBytes;
    }

    static Kind KindOf(byte one) => one switch
    {
        (byte)' ' or (>= 9 and <= 13) => Kind.Blank,
        >= (byte)'0' and <= (byte)'9' => Kind.Digit,
        (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or >= 0x80 => Kind.Letter,
        _ => Kind.Sign,
    };
}
