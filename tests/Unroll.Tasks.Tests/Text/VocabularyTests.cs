using System;
using System.Buffers;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Tasks.Text;

namespace Unroll.Tasks.Tests.Text;

public sealed class VocabularyTests
{
    static readonly BytePairVocabulary Pairs = BytePairVocabulary.Of([('t', 'h'), (256, 'e'), (' ', 257), (0xC3, 0xA1), ('a', 'a'), (260, 260), ('a', 260)]);

    // Bytes among which words, spaces and cut characters are common.
    static readonly Gen<byte[]> SomeBytes = Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 32, 32, 'a', 'a', 'a', 't', 'h', 'e', '1', ',', '\n', 0xC3, 0xA1, 0xF0)).Select(one => (byte)one).ArrayOf();

    static readonly Gen<string> SomeText = Gen.OneOf(Gen.Choose(0, 0x10FFFF), Gen.Elements(32, 'a', 't', 'h', 'e', 0xE1, 0x20AC, 0x1F600, 0xFFFD, 0xFEFF)).Where(one => one is < 0xD800 or > 0xDFFF).Select(one => new Rune(one).ToString()).ArrayOf().Select(string.Concat);

    static void Hold<TInput>(Gen<TInput> inputs, Func<TInput, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(inputs.ToArbitrary(), property));

    static int[] InParts(Vocabulary vocabulary, byte[] bytes, int size)
    {
        var (encoder, symbols) = (vocabulary.CreateEncoder(), new ArrayBufferWriter<int>());
        for (var first = 0; first < bytes.Length; first += size)
            encoder.Add(bytes.AsSpan(first, Math.Min(size, bytes.Length - first)), symbols);
        encoder.End(symbols);
        return symbols.WrittenSpan.ToArray();
    }

    static string OneByOne(Vocabulary vocabulary, int[] symbols)
    {
        var decoder = vocabulary.CreateDecoder();
        return string.Concat(symbols.Select(decoder.Add)) + decoder.End();
    }

    [Fact]
    public void AnyBytes_EncodedAndDecoded_AreWhatTheyWere()
    {
        foreach (var vocabulary in new Vocabulary[] { new ByteVocabulary(), Pairs })
        {
            Hold(SomeBytes, bytes => vocabulary.DecodeBytes(vocabulary.Encode(bytes)).SequenceEqual(bytes));
            Hold(SomeText, text => vocabulary.Decode(vocabulary.Encode(text)) == text);
        }
    }

    [Fact]
    public void AnyText_OfItsCharacters_EncodedAndDecoded_IsWhatItWas() =>
        Hold(SomeText, text => text.Length == 0 || (CharacterVocabulary.Of(text) is var own && own.Decode(own.Encode(text)) == text && own.Encode(text).Length == text.EnumerateRunes().Count()));

    [Fact]
    public void Symbols_DoNotDependOnWhereTheTextIsCut() => Hold(Gen.Zip(SomeBytes, Gen.Choose(1, 7)), pair =>
    {
        var (bytes, size) = (pair.Item1, pair.Item2);
        var characters = CharacterVocabulary.Of(Encoding.UTF8.GetString(bytes) + "x");
        var text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
        return InParts(Pairs, bytes, size).SequenceEqual(Pairs.Encode(bytes)) && InParts(characters, text, size).SequenceEqual(characters.Encode(text));
    });

    [Fact]
    public void SymbolsOneByOne_GiveTheTextOfTheWhole()
    {
        foreach (var vocabulary in new Vocabulary[] { new ByteVocabulary(), Pairs })
            Hold(SomeBytes, bytes => OneByOne(vocabulary, vocabulary.Encode(bytes)) == Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Decoder_HoldsACharacterBackUntilItIsWhole()
    {
        var decoder = new ByteVocabulary().CreateDecoder();
        Assert.Equal(["", "", "", "😀", "a", ""], new[] { 0xF0, 0x9F, 0x98, 0x80, 'a', 0xC3 }.Select(decoder.Add));
        Assert.Equal("\uFFFD", decoder.End());
        Assert.Equal("b", decoder.Add('b'));
    }

    [Fact]
    public void Characters_HaveTheOrderOfTheirNumbers()
    {
        var vocabulary = CharacterVocabulary.Of("ba😀é\nab");
        Assert.Equal("\nabé😀", string.Concat(vocabulary.Characters));
        Assert.Equal([2, 1, 4, 3, 0, 1, 2], vocabulary.Encode("ba😀é\nab"));
        Assert.Null(vocabulary.Unknown);
        Assert.All(Enumerable.Range(0, 5), symbol => Assert.Equal(1, vocabulary.CharactersOf(symbol)));
    }

    [Fact]
    public void UnknownCharacter_HasTheLastSymbol_OrIsRefusedByNameAndPlace()
    {
        var open = CharacterVocabulary.Of("ab", unknown: true);
        Assert.Equal((3, 2), (open.Count, open.Unknown));
        Assert.Equal([0, 2, 1], open.Encode("a€b"));
        Assert.Equal("a\uFFFDb", open.Decode([0, 2, 1]));
        var closed = CharacterVocabulary.Of("a😀b");
        Assert.Equal("character U+20AC '€' at position 3 is not among the 3 of the vocabulary; leave it out, or train with task.least from 1, which gives such characters a symbol.", Assert.Throws<FormatException>(() => closed.Encode("a😀€b")).Message);
        Assert.StartsWith("character U+000A at position 1 is not", Assert.Throws<FormatException>(() => closed.Encode("\n")).Message, StringComparison.Ordinal);
        Assert.StartsWith("character U+D83D at position 2 is half", Assert.Throws<FormatException>(() => open.Encode("a\uD83Db")).Message, StringComparison.Ordinal);
        Assert.StartsWith("byte 1 (from 0) is no part", Assert.Throws<FormatException>(() => open.Encode([(byte)'a', 0xFF])).Message, StringComparison.Ordinal);
        Assert.StartsWith("byte 1 (from 0) is no part", Assert.Throws<FormatException>(() => open.Encode([(byte)'a', 0xF0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytePairs_JoinInTheirOrder_InsideWords()
    {
        Assert.Equal([257], Pairs.Encode("the"));
        Assert.Equal([258, 258], Pairs.Encode(" the the"));
        Assert.Equal([' ', 258], Pairs.Encode("  the"));                       // the space before a word is the word's
        Assert.Equal([256, ' ', 'e'], Pairs.Encode("th e"));                   // joins do not reach over words
        Assert.Equal([261, 260, 'a'], Pairs.Encode("aaaaaaa"));                // aa aa aa a → aaaa aa a
        Assert.Equal([259], Pairs.Encode("á"));
        Assert.Equal(["th", "the", " the", "á"], Enumerable.Range(256, 4).Select(symbol => Encoding.UTF8.GetString(Pairs.BytesOf(symbol))));
        Assert.Equal([2, 3, 4, 1, 1, 0], new[] { 256, 257, 258, 259, 0xC3, 0xA1 }.Select(Pairs.CharactersOf));
    }

    [Fact]
    public void Vocabularies_Written_AreReadAsTheyWere()
    {
        foreach (var vocabulary in new Vocabulary[] { new ByteVocabulary(), Pairs, CharacterVocabulary.Of("a\"\\\n\u0001\u2028é😀\uFFFF\u00AD"), CharacterVocabulary.Of("ab", unknown: true) })
        {
            var read = Vocabulary.Parse(vocabulary.Write(), "v.json");
            Assert.Equal((vocabulary.GetType(), vocabulary.Count, vocabulary.Unknown, vocabulary.Write()), (read.GetType(), read.Count, read.Unknown, read.Write()));
            Assert.All(Enumerable.Range(0, read.Count), symbol => Assert.Equal(vocabulary.BytesOf(symbol), read.BytesOf(symbol)));
            Assert.DoesNotContain('\n', read.Write());
        }
        Assert.Equal("""{"kind":"characters","unknown":true,"characters":"aé"}""", CharacterVocabulary.Of("éa", unknown: true).Write());
        Assert.Equal("""{"kind":"bytePairs","joins":[116,104,256,101]}""", BytePairVocabulary.Of([('t', 'h'), (256, 'e')]).Write());
        Hold(SomeText, text => text.Length == 0 || Vocabulary.Parse(CharacterVocabulary.Of(text).Write(), "v.json").Write() == CharacterVocabulary.Of(text).Write());
    }

    [Theory]
    [InlineData("", "no JSON, at character 1 of line 1")]
    [InlineData("{\"kind\":", "no JSON, at character 9 of line 1")]
    [InlineData("""{"kind":"bytes","\ud800":1}""", "it has text that is no text: half of a surrogate pair")]
    [InlineData("[]", "it is no object")]
    [InlineData("{}", "'kind' must be text")]
    [InlineData("""{"kind":3}""", "'kind' must be text")]
    [InlineData("""{"kind":"wo\nrds"}""", "its kind is 'wo?rds'; characters, bytes and bytePairs are known")]
    [InlineData("""{"kind":"bytes","kind":"bytes"}""", "no JSON, at character 1 of line 1")]
    [InlineData("""{"kind":"bytes","joins":[]}""", "it has 'joins', which is not known")]
    [InlineData("""{"kind":"characters","characters":"ab"}""", "'unknown' must be true or false")]
    [InlineData("""{"kind":"characters","unknown":false,"characters":""}""", "There are no characters; give at least one.")]
    [InlineData("""{"kind":"characters","unknown":false,"characters":"ba"}""", "character 2 of 'characters' is U+0061 'a', which must come before the one before it, in the order of their numbers and each once")]
    [InlineData("""{"kind":"characters","unknown":false,"characters":"aa"}""", "character 2 of 'characters' is U+0061 'a', which must come before the one before it, in the order of their numbers and each once")]
    [InlineData("""{"kind":"characters","unknown":false,"characters":"\ud83d"}""", "'characters' has half of a surrogate pair")]
    [InlineData("""{"kind":"bytePairs","joins":[1]}""", "'joins' must be a list of pairs of numbers")]
    [InlineData("""{"kind":"bytePairs","joins":[1,"2"]}""", "number 2 of 'joins' is '\"2\"', which is no symbol")]
    [InlineData("""{"kind":"bytePairs","joins":[1,1e99]}""", "number 2 of 'joins' is '1e99', which is no symbol")]
    [InlineData("""{"kind":"bytePairs","joins":[1,256]}""", "join 0 is of 1 and 256; it must be of symbols that are there by then, 0 to 255")]
    [InlineData("""{"kind":"bytePairs","joins":[1,-1]}""", "join 0 is of 1 and -1; it must be of symbols that are there by then, 0 to 255")]
    [InlineData("""{"kind":"bytePairs","joins":[1,2,1,2]}""", "join 1 is of 1 and 2, as an earlier one is")]
    [InlineData("""{"kind":"bytePairs","joins":[1,1,256,256,257,257,258,258,259,259,260,260,261,261]}""", "join 6 makes a symbol of 128 bytes; words have at most 64")]
    public void Parse_OfWhatIsNoVocabulary_SaysWhatIsWrongInOneLine(string json, string wrong) =>
        Assert.Equal($"runs/a/vocabulary.json: not a vocabulary of Unroll: {wrong}; take the file of the run again, or train anew.", Assert.Throws<FormatException>(() => Vocabulary.Parse(json, "runs/a/vocabulary.json")).Message);

    [Fact]
    public void Parse_OfAVocabularyCutAnywhere_IsRefused()
    {
        var json = Pairs.Write();
        for (var length = 0; length < json.Length; length++)
            Assert.DoesNotContain('\n', Assert.Throws<FormatException>(() => Vocabulary.Parse(json[..length], "v.json")).Message);
    }

    [Fact]
    public void Parse_OfFarTooMuch_IsRefused()
    {
        Assert.Contains("none has over 4000000", Assert.Throws<FormatException>(() => Vocabulary.Parse(new string(' ', 4_000_001), "v.json")).Message, StringComparison.Ordinal);
        Assert.Contains("no JSON", Assert.Throws<FormatException>(() => Vocabulary.Parse(new string('[', 100_000), "v.json")).Message, StringComparison.Ordinal);
        var joins = string.Join(",", Enumerable.Range(0, 65_281).Select(i => $"{i / 256},{i % 256}"));
        Assert.Contains("there are 65281 joins; at most 65280 are possible", Assert.Throws<FormatException>(() => Vocabulary.Parse($$"""{"kind":"bytePairs","joins":[{{joins}}]}""", "v.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SymbolsThatAreNotThere_AreRefused()
    {
        Assert.Contains("which are 0 to 255", Assert.Throws<ArgumentOutOfRangeException>(() => new ByteVocabulary().Decode([256])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairs.CreateDecoder().Add(-1));
    }
}
