using System;
using System.Text;

namespace Unroll.Tasks.Text;

/// <summary>Text from symbols that come one by one. A character that several symbols make up comes when it is whole.</summary>
public sealed class SymbolText
{
    const int MostFew = 256;

    readonly Vocabulary _vocabulary;
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();   // it holds the bytes of a character that is not whole yet

    internal SymbolText(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>Takes a symbol.</summary>
    /// <returns>The characters that are whole by now; often one, empty where none is. Bytes that are no UTF-8 give U+FFFD.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary has no such symbol.</exception>
    public string Add(int symbol) => Take(_vocabulary.BytesOf(symbol), flush: false);

    /// <summary>Ends the text; another one may follow.</summary>
    /// <returns>U+FFFD for a character that was cut, else nothing.</returns>
    public string End() => Take([], flush: true);

    string Take(ReadOnlySpan<byte> bytes, bool flush)
    {
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        var text = most <= MostFew ? stackalloc char[MostFew] : new char[most];
        return new string(text[.._decoder.GetChars(bytes, text, flush)]);
    }
}
