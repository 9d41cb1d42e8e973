using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Unroll.Tasks.Text;

/// <summary>A symbol for each character (Unicode scalar), in the order of their numbers; and, where wanted, one more behind them for all others.</summary>
public sealed class CharacterVocabulary : Vocabulary
{
    const int PageSize = 256;

    readonly int[]?[] _pages = new int[0x110000 / PageSize][];   // symbol + 1 of each character; pages without any are null

    /// <summary>Gives each of the characters a symbol.</summary>
    /// <param name="characters">The characters, in any order; one that comes twice counts once.</param>
    /// <param name="unknown">Whether a last symbol stands for all other characters; without it they are refused.</param>
    /// <exception cref="ArgumentException">There are none, or more than <see cref="Vocabulary.MostSymbols"/>.</exception>
    public CharacterVocabulary(IEnumerable<Rune> characters, bool unknown = false)
        : this(Sorted(characters, unknown), unknown)
    {
    }

    CharacterVocabulary(Rune[] sorted, bool unknown)
        : this(sorted, unknown, unknown ? [.. sorted, Rune.ReplacementChar] : sorted)
    {
    }

    CharacterVocabulary(Rune[] sorted, bool unknown, Rune[] spoken)
        : base("characters", Encoding.UTF8.GetBytes(string.Concat(spoken)), StartsOf(spoken), unknown ? sorted.Length : null)
    {
        Characters = Array.AsReadOnly(sorted);
        for (var symbol = 0; symbol < sorted.Length; symbol++)
        {
            ref var page = ref _pages[sorted[symbol].Value / PageSize];
            page ??= new int[PageSize];
            page[sorted[symbol].Value % PageSize] = symbol + 1;
        }
    }

    /// <summary>The characters, symbol by symbol, but for the one that stands for all others.</summary>
    public IReadOnlyList<Rune> Characters { get; }

    /// <summary>The characters of a text.</summary>
    /// <exception cref="ArgumentException">The text is empty, or has more than <see cref="Vocabulary.MostSymbols"/> of them.</exception>
    public static CharacterVocabulary Of(string text, bool unknown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CharacterVocabulary(text.EnumerateRunes(), unknown);
    }

    /// <inheritdoc/>
    public override int CharactersOf(int symbol) => BytesOf(symbol).Length > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override SymbolEncoder CreateEncoder() => new Encoder(this);

    // −1 where it has none.
    int SymbolOf(Rune character) => _pages[character.Value / PageSize] is { } page && page[character.Value % PageSize] is > 0 and var number ? number - 1 : Unknown ?? -1;

    static Rune[] Sorted(IEnumerable<Rune> characters, bool unknown)
    {
        ArgumentNullException.ThrowIfNull(characters);
        var sorted = characters.ToHashSet().ToArray();
        Array.Sort(sorted);
        if (sorted.Length == 0)
            throw new ArgumentException("There are no characters; give at least one.", nameof(characters));
        if (sorted.Length + (unknown ? 1 : 0) > MostSymbols)
            throw new ArgumentException($"There are {sorted.Length} characters; a vocabulary has at most {MostSymbols} symbols.", nameof(characters));
        return sorted;
    }

    static int[] StartsOf(Rune[] characters)
    {
        var starts = new int[characters.Length + 1];
        for (var i = 0; i < characters.Length; i++)
            starts[i + 1] = starts[i] + characters[i].Utf8SequenceLength;
        return starts;
    }

    /// <summary>A character for people: its number, and itself where it can be seen.</summary>
    internal static string NameOf(Rune character) =>
        Rune.IsControl(character) || Rune.IsWhiteSpace(character) || Rune.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.PrivateUse
            ? $"U+{character.Value:X4}"
            : $"U+{character.Value:X4} '{character}'";

    sealed class Encoder(CharacterVocabulary vocabulary) : SymbolEncoder
    {
        const int Block = 1 << 12;

        readonly byte[] _cut = new byte[4];   // the beginning of a character whose rest is in the next part
        int _cutBytes;
        long _read, _characters;

        public override void Add(ReadOnlySpan<byte> text, IBufferWriter<int> symbols)
        {
            ArgumentNullException.ThrowIfNull(symbols);
            while (_cutBytes > 0 && text.Length > 0)
            {
                _cut[_cutBytes++] = text[0];
                text = text[1..];
                if (TakeCut(symbols))
                    break;
            }
            while (text.Length > 0)
            {
                var target = symbols.GetSpan(Block);
                var written = 0;
                while (written < Block && text.Length > 0)
                {
                    var status = Rune.DecodeFromUtf8(text, out var character, out var length);
                    if (status == OperationStatus.NeedMoreData)
                    {
                        text.CopyTo(_cut);
                        _cutBytes = text.Length;
                        text = [];
                        break;
                    }
                    Require(status);
                    target[written++] = Take(character, length);
                    text = text[length..];
                }
                symbols.Advance(written);
            }
        }

        public override void End(IBufferWriter<int> symbols)
        {
            Require(_cutBytes > 0 ? OperationStatus.NeedMoreData : OperationStatus.Done);
            (_read, _characters) = (0, 0);
        }

        bool TakeCut(IBufferWriter<int> symbols)
        {
            var status = Rune.DecodeFromUtf8(_cut.AsSpan(0, _cutBytes), out var character, out var length);
            if (status == OperationStatus.NeedMoreData)
                return false;
            Require(status);
            symbols.GetSpan(1)[0] = Take(character, length);
            symbols.Advance(1);
            _cutBytes = 0;
            return true;
        }

        int Take(Rune character, int length)
        {
            _read += length;
            _characters++;
            var symbol = vocabulary.SymbolOf(character);
            if (symbol < 0)
                throw new FormatException($"character {NameOf(character)} at position {_characters} is not among the {vocabulary.Count} of the vocabulary; leave it out, or train with task.least from 1, which gives such characters a symbol.");
            return symbol;
        }

        void Require(OperationStatus status)
        {
            if (status != OperationStatus.Done)
                throw new FormatException($"byte {_read} (from 0) is no part of a character in UTF-8; give text, or train with task.vocabulary=bytes, which takes any bytes.");
        }
    }
}
