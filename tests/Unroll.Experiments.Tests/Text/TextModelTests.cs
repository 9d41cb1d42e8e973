using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Unroll.Experiments.Text;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Tests.Text;

/// <summary>Speaking and scoring with the weights of a run.</summary>
public sealed class TextModelTests
{
    static async Task<GeneratedText> Spoken(TextModel model, string prompt, GenerationOptions options)
    {
        var pieces = new List<GeneratedPiece>();
        await foreach (var piece in model.Generate(prompt, options))
            pieces.Add(piece);
        return new GeneratedText(pieces);
    }

    static GenerationOptions Options(int length = 60) => new() { Length = length, Seed = 5 };

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public async Task Generate_SpeaksWhatTheNetworkSaysStepByStep(string precision)
    {
        using var run = new SpokenRun(precision).Save();
        using var model = run.Load();
        var spoken = await Spoken(model, "ab", Options());
        var expected = precision == "float" ? ByHand(new StepwiseNetwork<float>(run.NewNetwork<float>())) : ByHand(new StepwiseNetwork<double>(run.NewNetwork<double>()));
        Assert.Equal(expected, spoken.Pieces.Select(piece => piece.Symbol));
        Assert.Equal(run.Vocabulary.Decode([.. expected]), spoken.Text);
        Assert.True(expected.Distinct().Count() > 4);

        List<int> ByHand<T>(StepwiseNetwork<T> network)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var (sampler, symbols, next) = (new SymbolSampler(run.Vocabulary.Count, new(), new RandomStream(5).Split("speech").At(0)), new List<int>(), run.Vocabulary.Encode("ab"));
            network.Step([next[0]]);
            for (var (symbol, i) = (next[1], 0); i < 60; i++)
            {
                symbol = sampler.Choose<T>(network.Step([symbol])[0, 0]);
                symbols.Add(symbol);
            }
            return symbols;
        }
    }

    [Fact]
    public async Task Generate_OfEveryThreadCount_IsTheSameText()
    {
        using var run = new SpokenRun().Save();
        using var one = run.Load(1);
        using var three = run.Load(3);
        Assert.Equal((await Spoken(one, "ab", Options())).Pieces, (await Spoken(three, "ab", Options())).Pieces);
    }

    [Fact]
    public async Task Generate_OfOtherSeedsAndStreams_IsAnotherText()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var texts = new HashSet<string>();
        foreach (var options in (GenerationOptions[])[Options(), Options() with { Seed = 6 }, Options() with { Stream = 1 }, Options() with { Seed = 6, Stream = 1 }])
            texts.Add((await Spoken(model, "ab", options)).Text);
        Assert.Equal(4, texts.Count);
        Assert.Equal((await Spoken(model, "ab", Options())).Text, (await Spoken(model, "ab", Options())).Text);
    }

    [Theory]
    [InlineData("ab", 1, null)]
    [InlineData("", 2, null)]
    [InlineData("abcé", 3, "e")]
    public async Task GenerateMany_SpeaksEachStreamAsAlone(string prompt, int threads, string? stop)
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load(threads);
        var options = Options() with { Stop = stop, Sampling = new() { RepetitionPenalty = 1.2, TopP = 0.95 } };
        var many = model.GenerateMany(prompt, options with { Stream = 2 }, 5);
        Assert.Equal(5, many.Count);
        for (var i = 0; i < 5; i++)
            Assert.Equal((await Spoken(model, prompt, options with { Stream = 2 + i })).Pieces, many[i].Pieces);
        Assert.InRange(many.Select(text => text.Text).Distinct().Count(), stop is null ? 5 : 2, 5);   // short ones may be alike
        Assert.Equal(stop is null, many.All(text => text.Pieces.Count == 60));
    }

    [Fact]
    public async Task Generate_EnumeratedTwice_SaysTheSameTwice()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var speech = model.Generate("ab", Options());
        var (texts, pieces) = (new List<string>(), 0);
        for (var time = 0; time < 2; time++)
        {
            var text = "";
            await foreach (var piece in speech)
                (text, pieces) = (text + piece.Text, pieces + 1);
            texts.Add(text);
        }
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(2 * 60, pieces);
    }

    // Of bytes, a turn may end inside a character that the next one ends.
    [Fact]
    public void Conversation_OverBytes_InTurnsOfOne_SaysWhatOneTurnSays()
    {
        using var run = new SpokenRun(vocabulary: new ByteVocabulary()).Save();
        using var model = run.Load();
        string Say(int turns)
        {
            var (conversation, text) = (model.Begin(), "");
            conversation.Hear("né");
            // The options must be the same for the random numbers to go on, and a new length is another choice of them.
            for (var turn = 0; turn < turns; turn++)
                text = conversation.Speak(Options(400 / turns) with { Sampling = new() { Temperature = 0 } }).Aggregate(text, (said, piece) => said + piece.Text);
            return text;
        }
        Assert.Equal(Say(1), Say(400));
        Assert.Equal(Say(1), Say(100));
    }

    [Fact]
    public void Score_OfUnknownCharacters_CountsThem()
    {
        using var run = new SpokenRun(unknown: true).Save();
        using var model = run.Load();
        var score = model.Score("abQcZ", out _);
        Assert.Equal((4, 4, 2), (score.Symbols, score.Characters, score.UnknownSymbols));
        Assert.Equal(0, model.Score("abc", out _).UnknownSymbols);
    }

    [Fact]
    public async Task LogProbabilities_OfWhatWasSpoken_AreThoseOfItsScore()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var spoken = await Spoken(model, "ab", Options(300));   // more than a window of scoring
        var score = model.Score("ab" + spoken.Text, out var symbols);
        Assert.Equal(spoken.Pieces.Select(piece => (piece.Symbol, piece.LogProbability)), symbols.Skip(2).Select(symbol => (symbol.Symbol, symbol.LogProbability)));   // to the bit
        Assert.True(double.IsNaN(symbols[0].LogProbability));
        Assert.Equal((301, 301), (score.Symbols, score.Characters));
        Assert.Equal(-symbols.Skip(1).Sum(symbol => symbol.LogProbability), score.Nats, 1e-9);
        Assert.Equal(score.Nats / 301, score.NatsPerCharacter);
        Assert.Equal(score.Nats / 301 / Math.Log(2), score.BitsPerCharacter, 1e-12);
        Assert.Equal(Math.Exp(score.Nats / 301), score.Perplexity, 1e-12);
    }

    [Fact]
    public async Task Generate_AtTemperatureZero_IsTheBeamOfWidthOne()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var spoken = await Spoken(model, "cd", Options(20) with { Sampling = new() { Temperature = 0 } });
        var found = Assert.Single(model.Search("cd", 20, new BeamOptions { Width = 1 }));
        Assert.Equal(spoken.Text, found.Text);
        Assert.Equal(spoken.LogProbability, found.LogProbability, 1e-12);
        Assert.True(model.Search("cd", 20, new BeamOptions { Width = 16 })[0].LogProbability >= found.LogProbability);
        Assert.Contains(model.Search("", 5, new BeamOptions { Width = 40, Best = 9 }, "e"), text => text.IsEnded);
        Assert.StartsWith("the text to stop at is 2 symbols", Assert.Throws<FormatException>(() => model.Search("cd", 5, new BeamOptions(), "ab")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SpokenRun.Characters, "\n")]
    [InlineData("xyzabc", "a")]   // no line feed: symbol 0, the lowest character
    public async Task Generate_FromNothing_GoesOnFromTheFirstSymbol(string characters, string first)
    {
        using var run = new SpokenRun(characters: characters).Save();
        using var model = run.Load();
        Assert.Equal(Assert.Single(run.Vocabulary.Encode(first)), model.First);
        Assert.Equal((await Spoken(model, first, Options())).Pieces, (await Spoken(model, "", Options())).Pieces);
    }

    [Fact]
    public async Task Generate_FromUnknownCharacters_NamesThem()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        Assert.Contains("U+0051 'Q' at position 3", Assert.Throws<FormatException>(() => model.Generate("abQ", Options())).Message);
        Assert.Throws<FormatException>(() => model.GenerateMany("abQ", Options(), 2));
        using var tolerant = new SpokenRun(unknown: true).Save();
        using var other = tolerant.Load();
        Assert.Equal(60, (await Spoken(other, "abQ", Options())).Pieces.Count);
    }

    [Fact]
    public async Task Generate_ThatIsEnded_Stops()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        using var source = new CancellationTokenSource();
        var count = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in model.Generate("a", Options(1000), source.Token))
            {
                if (++count == 20)
                    await source.CancelAsync();
            }
        });
        Assert.Equal(20, count);
        Assert.ThrowsAny<OperationCanceledException>(() => model.GenerateMany("a", Options(), 2, cancellation: source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => model.Score(new MemoryStream("abc"u8.ToArray()), cancellation: source.Token));
    }

    [Fact]
    public void Conversation_InTurns_IsOneText()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var options = Options(15) with { Sampling = new() { RepetitionPenalty = 1.5 } };
        var (whole, parts) = (model.Begin(), model.Begin());
        whole.Hear("abcd");
        parts.Hear("ab");
        parts.Hear("cd");
        var expected = whole.Speak(options with { Length = 30 }).ToList();
        List<GeneratedPiece> spoken = [.. parts.Speak(options), .. parts.Speak(options)];
        Assert.Equal(expected, spoken);
        parts.Reset();
        parts.Hear("abcd");
        Assert.Equal(expected.Take(15), parts.Speak(options));
        // What was heard in between counts.
        whole.Reset();
        whole.Hear("abcd");
        var before = whole.Speak(options).ToList();
        whole.Hear("e");
        Assert.NotEqual(expected.Skip(15), whole.Speak(options));
        Assert.Equal(expected.Take(15), before);
        Assert.Throws<FormatException>(() => whole.Hear("aQ"));
    }

    [Fact]
    public void Conversation_CountsWhatWasHeardBetween_AsMet()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        var options = Options(4) with { Sampling = new() { Temperature = 0, RepetitionPenalty = 1000 } };
        foreach (var heard in run.Vocabulary.Decode([0, 1, 2, 3, 4, 5, 6, 7]))
        {
            var (turns, anew) = (model.Begin(), model.Begin());
            turns.Hear("ab");
            var spoken = string.Concat(turns.Speak(options).Select(piece => piece.Text));
            turns.Hear(heard.ToString());
            anew.Hear("ab" + spoken + heard);
            Assert.Equal(anew.Speak(options), turns.Speak(options));
        }
    }

    [Fact]
    public void Score_OfAStream_IsThatOfTheWholeText()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        // 4 bytes and 2 bytes a character, so that parts of the stream end in the middle of them.
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => i % 7 == 0 ? "𝄞" : i % 3 == 0 ? "é" : "abc de\n"[i % 7].ToString()));
        var whole = model.Score(text, out var symbols);
        Assert.Equal(30_000, symbols.Count);
        byte[] marked = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];
        var told = new List<long>();
        Assert.Equal(whole, model.Score(new MemoryStream(marked), progress: new Listener(told)));
        Assert.Equal((marked.Length, true), (told[^1], told.Count > 3));
        Assert.Equal(29_999, whole.Characters);
    }

    sealed class Listener(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    [Theory]
    [InlineData("", "the text is empty;")]
    [InlineData("a", "the text is a single symbol,")]
    [InlineData("abQ", "character U+0051 'Q' at position 3")]
    public void Score_OfWhatCannotBe_SaysWhy(string text, string message)
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => model.Score(text, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OfBytesThatAreNoText_SaysWhere()
    {
        using var run = new SpokenRun().Save();
        using var model = run.Load();
        Assert.StartsWith("byte 2 ", Assert.Throws<FormatException>(() => model.Score(new MemoryStream([97, 98, 255, 0]))).Message, StringComparison.Ordinal);
    }
}
