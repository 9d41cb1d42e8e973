using System;
using System.Buffers;
using System.Linq;

namespace Unroll.Tasks.Text;

/// <summary>The 256 bytes: any file at all is text to it.</summary>
public sealed class ByteVocabulary : Vocabulary
{
    /// <summary>Makes it.</summary>
    public ByteVocabulary()
        : base("bytes", [.. Enumerable.Range(0, 256).Select(one => (byte)one)], [.. Enumerable.Range(0, 257)], null)
    {
    }

    /// <inheritdoc/>
    public override int CharactersOf(int symbol) => BytesOf(symbol).Length;

    /// <inheritdoc/>
    public override SymbolEncoder CreateEncoder() => new Encoder();

    sealed class Encoder : SymbolEncoder
    {
        const int Block = 1 << 12;

        public override void Add(ReadOnlySpan<byte> text, IBufferWriter<int> symbols)
        {
            ArgumentNullException.ThrowIfNull(symbols);
            for (; text.Length > 0; text = text[Math.Min(Block, text.Length)..])
            {
                var part = text[..Math.Min(Block, text.Length)];
                var target = symbols.GetSpan(part.Length);
                for (var i = 0; i < part.Length; i++)
                    target[i] = part[i];
                symbols.Advance(part.Length);
            }
        }

        public override void End(IBufferWriter<int> symbols)
        {
        }
    }
}
