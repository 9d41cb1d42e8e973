using System;
using System.Buffers;

namespace Unroll.Tasks.Text;

/// <summary>Turns a text that comes in parts, cut anywhere, into symbols: the same ones as for the whole. After <see cref="End"/> a new text may begin.</summary>
public abstract class SymbolEncoder
{
    private protected SymbolEncoder()
    {
    }

    /// <summary>Takes the next part, in UTF-8, and writes the symbols that are certain by now.</summary>
    /// <exception cref="FormatException">A character has no symbol, or, in a vocabulary of characters, the bytes are not UTF-8; one line that says where in the text.</exception>
    public abstract void Add(ReadOnlySpan<byte> text, IBufferWriter<int> symbols);

    /// <summary>Writes what is left: the text ends here.</summary>
    /// <exception cref="FormatException">It ends in the middle of a character, in a vocabulary of characters.</exception>
    public abstract void End(IBufferWriter<int> symbols);
}
