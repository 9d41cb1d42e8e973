using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Tasks.Text;

namespace Unroll.Tasks.Tests.Text;

public sealed class CorpusTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("unroll-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Save(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    string Save(string name, string text) => Save(name, Encoding.UTF8.GetBytes(text));

    static TextOptions Of(string path, int window = 3) => new() { Path = path, Window = window, Validation = 0.2 };

    static string Refused(TextOptions options)
    {
        var message = Assert.Throws<TaskOptionsException>(() => Corpus.Read(options)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    // The documents of a part, spoken.
    static string[] Spoken(Corpus corpus, TextPart part) => [.. part.Lengths.Select((steps, document) =>
    {
        var symbols = new int[steps + 1];
        corpus.Symbols.Read(part.FirstOf(document), symbols);
        return corpus.Vocabulary.Decode(symbols);
    })];

    static string[][] Spoken(Corpus corpus) => [Spoken(corpus, corpus.Training), Spoken(corpus, corpus.Validation), Spoken(corpus, corpus.Test)];

    [Theory]
    [InlineData("characters", "ñandú corre,", "¡olé"), InlineData("bytes", "ñandú corre,\uFFFD", "\uFFFDolé"), InlineData("bytePairs", "ñandú corre,", "¡olé")]
    public void Text_IsCutInOrder_ByCharacters(string vocabulary, string training, string validation)
    {
        // 16 characters, 12 of them trained on; of 20 bytes 15, in the middle of a character.
        using var corpus = Corpus.Read(Of(Save("a.txt", "ñandú corre,¡olé")) with { Vocabulary = vocabulary, Validation = 0.25 });
        Assert.Equal([training, validation], [Spoken(corpus)[0][0], Spoken(corpus)[1][0]]);
    }

    [Theory]
    [InlineData("characters"), InlineData("bytes"), InlineData("bytePairs")]
    public void AMark_IsNoPartOfTheText(string vocabulary)
    {
        using var plain = Corpus.Read(Of(Save("a.txt", "la la la la la la")) with { Vocabulary = vocabulary, Validation = 0.35 });
        using var marked = Corpus.Read(Of(Save("b.txt", [0xEF, 0xBB, 0xBF, .. "la la la la la la"u8])) with { Vocabulary = vocabulary, Validation = 0.35 });
        Assert.Equal(Spoken(plain), Spoken(marked));
        Assert.Equal(plain.Fingerprint, marked.Fingerprint);
        Assert.Equal("la la la la", Spoken(plain)[0][0]);
    }

    [Fact]
    public void LineEnds_AreKeptAsTheyAre()
    {
        using var corpus = Corpus.Read(Of(Save("a.txt", "a\r\nb\rc\nd\r\n")));
        Assert.Equal(["a\r\nb\rc\nd"[..8], "\r\n"], [Spoken(corpus)[0][0], Spoken(corpus)[1][0]]);
    }

    [Fact]
    public void FilesOfAFolder_AreDocuments_InTheOrdinalOrderOfTheirPaths()
    {
        Save("texts/b.txt", "bbbbb");
        Save("texts/B.txt", "BBBBB");
        Save("texts/a/z.txt", "zzzzz");
        Save("texts/empty.txt", "");
        Save("texts/one.txt", "1");
        Save("texts/.hidden", [0, 1, 2]);
        Save("texts/.git/HEAD", "hidden");
        using var corpus = Corpus.Read(Of(Path.Combine(_folder, "texts")) with { Validation = 0.25, Test = 0.25 });
        // 16 characters: 8, 4 and 4; the one that is left of its document is predicted nowhere.
        Assert.Equal<string[]>([["BBBBB", "zzz"], ["zz", "bb"], ["bbb"]], Spoken(corpus));
        Assert.Equal("1Bbz", string.Concat(((CharacterVocabulary)corpus.Vocabulary).Characters));
    }

    [Fact]
    public void LargeText_ReadInBlocks_IsWhatItWas()
    {
        // Characters of 1 to 4 bytes, so that the blocks of 256 KiB cut some of them.
        var text = string.Concat(Enumerable.Range(0, 130_000).Select(i => new Rune(new[] { 'a', 0xE9, 0x20AC, 0x1F600, ' ', 'b' + i % 13 }[i * 7 % 6])));
        foreach (var vocabulary in new[] { "characters", "bytePairs", "bytes" })
        {
            foreach (var memory in new[] { SymbolStore.MostInMemory, 0 })
            {
                using var corpus = Corpus.Read(new TextOptions { Path = Save("large.txt", text), Vocabulary = vocabulary, Validation = vocabulary == "bytes" ? 0 : 0.3 }, mostInMemory: memory);
                Assert.Equal(memory == 0, corpus.Symbols.IsFile);
                Assert.Equal(text, string.Concat(Spoken(corpus)[0].Concat(Spoken(corpus)[1])));
            }
        }
    }

    [Fact]
    public void Store_InMemoryOrInAFile_GivesWhatItTook()
    {
        var symbols = Enumerable.Range(0, 3_000_000).Select(i => i * 31 % 60_000).ToArray();
        foreach (var (most, expected, isFile) in new[] { (1L << 30, 0L, false), (0L, 0L, true), (3L << 20, 0L, true), (3L << 20, 3_000_000L, true) })
        {
            using var store = new SymbolStore(60_000, expected, most);
            for (var first = 0; first < symbols.Length; first += 70_001)
                store.Append(symbols.AsSpan(first, Math.Min(70_001, symbols.Length - first)));
            store.Finish();
            Assert.Equal((isFile, 3_000_000L), (store.IsFile, store.Count));
            foreach (var (first, count) in new[] { (0, 10), (524_280, 20), (2_999_000, 1000), (0, 3_000_000) })
            {
                var read = new int[count];
                store.Read(first, read);
                Assert.True(read.AsSpan().SequenceEqual(symbols.AsSpan(first, count)), $"{first}, {count}");
            }
        }
        using var narrow = new SymbolStore(256, 0, 0);
        narrow.Append([255, 0, 7]);
        narrow.Finish();
        var three = new int[3];
        narrow.Read(0, three);
        Assert.Equal([255, 0, 7], three);
    }

    [Fact]
    public void Vocabulary_IsOfTheWholeText_OrOfWhatIsFrequentInTraining()
    {
        var path = Save("a.txt", "aabbbbabcaxyz....");   // trained on: 13 of 17, up to z
        using var all = Corpus.Read(Of(path));
        Assert.Equal(".abcxyz", string.Concat(((CharacterVocabulary)all.Vocabulary).Characters));
        Assert.Null(all.Vocabulary.Unknown);
        using var frequent = Corpus.Read(Of(path) with { Least = 2 });
        Assert.Equal("ab", string.Concat(((CharacterVocabulary)frequent.Vocabulary).Characters));
        Assert.Equal<string[]>([["aabbbbab\uFFFDa\uFFFD\uFFFD\uFFFD"], ["\uFFFD\uFFFD\uFFFD\uFFFD"], []], Spoken(frequent));
        using var seen = Corpus.Read(Of(path) with { Least = 1 });
        Assert.Equal("abcxyz", string.Concat(((CharacterVocabulary)seen.Vocabulary).Characters));
        // Byte pairs are of the training text alone: the dots come behind it.
        using var pairs = Corpus.Read(Of(path) with { Vocabulary = "bytePairs", Size = 300 });
        Assert.Equal([('b', 'b')], ((BytePairVocabulary)pairs.Vocabulary).Joins);
    }

    [Fact]
    public void Fingerprint_TellsTextsAndTheirDocumentsApart()
    {
        string[] texts = ["abcdefgh", "abcdefgi"];
        var prints = texts.Select(text =>
        {
            using var corpus = Corpus.Read(Of(Save("a.txt", text)));
            return corpus.Fingerprint;
        }).ToList();
        Save("two/a", "abcd");
        Save("two/b", "efgh");
        using var two = Corpus.Read(Of(Path.Combine(_folder, "two"), window: 2));
        Assert.Equal(3, prints.Append(two.Fingerprint).Distinct().Count());
        var memory = new TextMemory(prints[0]);
        memory.Load(memory.Save());
        Assert.StartsWith("the text is another one now", Assert.Throws<FormatException>(() => memory.Load(new TextMemory(prints[1]).Save())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoText_IsRefused_WithTheFileAndTheByte()
    {
        const string Cure = "eave the file out, save it as text in UTF-8, or set task.vocabulary=bytes, which takes any bytes.";
        var binary = Save("binary", [.. "text and"u8, 0, .. "more"u8]);
        Assert.Equal($"path '{binary}': byte 8 (from 0) is 00, which no text has: is it a binary file? L{Cure}", Refused(Of(binary)));
        Assert.Contains(": byte 3 (from 0) is 00, ", Refused(Of(Save("both", [.. "abc"u8, 0, 0xFF, .. "d"u8]))), StringComparison.Ordinal);
        Assert.Contains(": byte 3 (from 0) is FF, ", Refused(Of(Save("both", [.. "abc"u8, 0xFF, 0, .. "d"u8]))), StringComparison.Ordinal);
        var latin1 = Save("latin1", [.. "ma"u8, 0xF1, .. "ana de sol"u8]);
        Assert.Equal($"path '{latin1}': byte 2 (from 0) is F1, which is no UTF-8 there; l{Cure}", Refused(Of(latin1) with { Vocabulary = "bytePairs", Size = 300 }));
        var cut = Save("cut", [.. "mañan"u8, 0xC3]);
        Assert.StartsWith($"path '{cut}': byte 6 (from 0) is C3, which", Refused(Of(cut)), StringComparison.Ordinal);
        Assert.StartsWith($"path '{Save("first", [0xFF, 0x41, 0x41])}': byte 0 (from 0) is FF", Refused(Of(Save("first", [0xFF, 0x41, 0x41]))), StringComparison.Ordinal);
        var far = Save("far", [.. Enumerable.Repeat((byte)'a', 600_000), 0xE2, 0x82, (byte)'x']);
        Assert.StartsWith($"path '{far}': byte 600000 (from 0) is E2, which is no UTF-8", Refused(Of(far)), StringComparison.Ordinal);
        var wide = Save("wide", [0xFF, 0xFE, (byte)'a', 0, (byte)'b', 0]);
        Assert.Equal($"path '{wide}' begins as a text in UTF-16 does; save it in UTF-8.", Refused(Of(wide)));
        using var any = Corpus.Read(Of(Save("any", [.. Enumerable.Range(0, 256).Select(one => (byte)one)])) with { Vocabulary = "bytes" });
        Assert.Equal((203, 51), (any.Training.Steps, any.Validation.Steps));
    }

    [Fact]
    public void TooLittleText_IsRefused_WithWhatThereIsAndWhatIsWanted()
    {
        Assert.Equal("path is empty; give the path of a text file or of a folder of them, --set task.path=FILE.", Refused(new TextOptions()));
        Assert.Equal("path 'nowhere.txt' is not there; give the path of a text file or of a folder of them, --set task.path=FILE.", Refused(Of("nowhere.txt")));
        Assert.Equal($"path '{Save("e", "")}' has 0 characters; windows of 50 steps and the parts kept from training want at least 57. Give a longer text, or set task.window and the shares to less.", Refused(new TextOptions { Path = Save("e", "") }));
        var text = new string('é', 57);
        Assert.Contains(" has 56 characters; ", Refused(new TextOptions { Path = Save("f", text[1..]) }), StringComparison.Ordinal);
        using var enough = Corpus.Read(new TextOptions { Path = Save("g", text) });
        Assert.Equal((50, 5), (enough.Training.Steps, enough.Validation.Steps));
        Assert.Contains(" has 56 bytes; windows", Refused(new TextOptions { Path = Save("h", text[..28]), Vocabulary = "bytes" }), StringComparison.Ordinal);
        Assert.Contains("symbols to predict in training", Refused(new TextOptions { Path = Save("i", new string('a', 100)), Vocabulary = "bytePairs", Size = 300 }), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "none"));
        Assert.EndsWith("is a folder without files; give a text file, or a folder of them, --set task.path=FILE.", Refused(Of(Path.Combine(_folder, "none"))), StringComparison.Ordinal);
        Assert.StartsWith("validation and test are 0.5 and 0.5, which leaves nothing", Refused(Of(Save("f", text)) with { Validation = 0.5, Test = 0.5 }), StringComparison.Ordinal);
        Assert.StartsWith("validation and test are 0.9999999999999999 and 0, which", Refused(Of(Save("f", text)) with { Validation = 0.9999999999999999 }), StringComparison.Ordinal);
        Assert.Equal("test is 1E-30; it must be 0 or at least 0.000001 of the text.", Refused(Of(Save("f", text)) with { Test = 1e-30 }));
        Assert.StartsWith("stride is 4, and would pass over", Refused(Of(Save("f", text)) with { Stride = 4 }), StringComparison.Ordinal);
        Assert.StartsWith("least is 100, and no character", Refused(Of(Save("f", text)) with { Least = 100 }), StringComparison.Ordinal);
    }

    // Six characters are kept for validation, and they are one symbol: it is only read, and nothing would be measured without a word.
    [Fact]
    public void APart_WithNothingToPredict_IsRefused()
    {
        var path = Save("words.txt", string.Join(' ', Enumerable.Repeat("again", 31)));
        var options = new TextOptions { Path = path, Window = 3, Vocabulary = "bytePairs", Size = 300, Validation = 5.5 / 185 };
        Assert.Matches("has no symbol to predict in validation, whose share is 0.029.*Give a longer text, or set task.validation to more or to 0.$", Refused(options));
        using var without = Corpus.Read(options with { Validation = 0 });
        Assert.Equal(0, without.Validation.Steps);
    }

    // Whoever opens a pipe without a writer waits for ever.
    [SkippableFact]
    public void APipe_IsNotWaitedFor()
    {
        Skip.If(OperatingSystem.IsWindows(), "pipes are no files there");
        var path = Path.Combine(_folder, "pipe");
        using (var process = System.Diagnostics.Process.Start("mkfifo", path))
            process.WaitForExit();
        Assert.Contains("' has 0 characters; windows", Refused(Of(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_IsToldOfEachReading()
    {
        var listener = new Listener();
        using var corpus = Corpus.Read(Of(Save("a.txt", new string('a', 600_000))) with { Vocabulary = "bytePairs", Size = 258 }, listener);
        var path = Path.Combine(_folder, "a.txt");
        Assert.Equal([$"reading {path}", $"counting the words of {path}", "learning byte pairs", $"encoding {path}"], listener.Heard.Select(one => one.Work).Distinct());
        Assert.All(listener.Heard.GroupBy(one => one.Work), group => Assert.Equal(1, group.Last().Share));
        Assert.Throws<OperationCanceledException>(() => Corpus.Read(Of(path), new Listener { Ends = true }));
    }

    [Fact]
    public void Generator_GivesTheSameTextForASeed_AndAPathComesBeforeIt()
    {
        Assert.Equal(LatinText.Make(5000, 3), LatinText.Make(9000, 3)[..5000]);
        Assert.NotEqual(LatinText.Make(5000, 3), LatinText.Make(5000, 4));
        using var made = Corpus.Read(new TextOptions { Generator = "latin", Length = 5000 });
        Assert.Equal(Encoding.ASCII.GetString(LatinText.Make(5000, 1)), Spoken(made)[0][0] + Spoken(made)[1][0]);
        using var file = Corpus.Read(Of(Save("a.txt", "la la la la la")) with { Generator = "latin" });
        Assert.Equal("la la la la", Spoken(file)[0][0]);
    }

    [Fact]
    public void GeneratedText_HasWordsSentencesAndParagraphs()
    {
        var text = Encoding.ASCII.GetString(LatinText.Make(100_000, 1));
        Assert.All(text, one => Assert.True(char.IsAsciiLetter(one) || " ,.;!?\n".Contains(one, StringComparison.Ordinal)));
        Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
        var words = text.Split([' ', ',', '.', ';', '!', '?', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(words.Select(word => word.ToLowerInvariant()).Distinct().Count(), 400, 3000);
        Assert.InRange(words.Average(word => word.Length), 4, 7);
        Assert.InRange(text.Split("\n\n").Length, 100, 1000);
    }
}
