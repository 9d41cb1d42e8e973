using System;
using System.Globalization;
using System.Text;

namespace Unroll.Interop.Safetensors;

/// <summary>Takes the escapes out of JSON texts where they lie. The serializer's own reader would need memory of the text's length.</summary>
static class JsonEscapes
{
    const int UnicodeLength = 6;   // \uXXXX

    /// <summary>Replaces the escapes of a text by what they stand for, which is never longer; returns the new length, or −1 where an escape is half a surrogate pair.</summary>
    /// <param name="text">What is between the quotes of a text that has been found to be right JSON.</param>
    public static int Remove(Span<byte> text)
    {
        int from = 0, to = 0;
        while (from < text.Length)
        {
            var plain = text[from..].IndexOf((byte)'\\');
            if (plain < 0)
                plain = text.Length - from;
            text.Slice(from, plain).CopyTo(text[to..]);
            (from, to) = (from + plain, to + plain);
            if (from == text.Length)
                break;
            if (text[from + 1] != (byte)'u')
            {
                text[to++] = Short(text[from + 1]);
                from += 2;
                continue;
            }
            if (!TryRune(text[from..], out var rune, out var length))
                return -1;
            to += rune.EncodeToUtf8(text[to..]);
            from += length;
        }
        return to;
    }

    static byte Short(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,   // quote, slash, backslash
    };

    static bool TryRune(ReadOnlySpan<byte> text, out Rune rune, out int length)
    {
        length = UnicodeLength;
        var first = Unit(text);
        if (Rune.TryCreate(first, out rune))
            return true;
        length = 2 * UnicodeLength;
        return text.Length >= length && text[UnicodeLength..].StartsWith("\\u"u8) && Rune.TryCreate(first, Unit(text[UnicodeLength..]), out rune);
    }

    static char Unit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..UnicodeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
