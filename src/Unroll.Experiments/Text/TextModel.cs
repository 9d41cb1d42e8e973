using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Unroll.Experiments.Recipes;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Text;

/// <summary>
/// A trained text network that speaks and scores texts. Everything it says is a function of weights, prompt, options and seed: the same on every machine, at every lane width and number of threads.
/// Not for several threads at once.
/// </summary>
public sealed class TextModel : IDisposable
{
    const int SymbolsAtOnce = 16;
    const int BytesAtOnce = 1 << 16;

    readonly WorkerTeam _team;
    readonly Func<Recipe> _recipe;

    internal TextModel(Vocabulary vocabulary, TextNetwork network, Func<Recipe> recipe, string checkpoint, WorkerTeam team)
    {
        (Vocabulary, Network, _recipe, Checkpoint, _team) = (vocabulary, network, recipe, checkpoint, team);
        First = TextStart.SymbolOf(vocabulary);
    }

    /// <summary>What its symbols stand for.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What it was trained by; read when first asked for.</summary>
    public Recipe Recipe => field ??= _recipe();

    /// <summary>The file that its weights are from.</summary>
    public string Checkpoint { get; }

    /// <summary>
    /// What is read, and not spoken, where a text is to begin with nothing: the symbol of a line feed, after which most texts have a beginning; where the vocabulary has none, or makes several symbols of it, symbol 0.
    /// </summary>
    public int First { get; }

    internal TextNetwork Network { get; }

    /// <summary>Loads the best checkpoint of a run where it kept one (<c>checkpoints/best.safetensors</c>), else the newest that is whole, with the vocabulary of the run.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <param name="threads">Threads that work for it, 1 to 1,024; one is best for a single stream.</param>
    /// <param name="listener">Is told of checkpoints that were passed over; nobody where null.</param>
    /// <exception cref="Runs.RunException">The folder holds no run of a text task, no checkpoint, or no vocabulary that can be read: one line.</exception>
    public static TextModel Load(string runFolder, int threads = 1, IRunListener? listener = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runFolder);
        return TextModelFiles.Load(runFolder, threads, listener ?? new SilentListener());
    }

    /// <summary>A stream that hears and speaks in turns, at the beginning of a document.</summary>
    public TextConversation Begin() => new(this);

    /// <summary>Goes on from a prompt, symbol after symbol, as fast as they are asked for.</summary>
    /// <param name="prompt">What is read first and not given out; may be empty (<see cref="First"/>).</param>
    /// <param name="options">How it speaks.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">A character of the prompt has no symbol; one line.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IAsyncEnumerable<GeneratedPiece> Generate(string prompt, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        return Stream(Vocabulary.Encode(prompt), options, cancellation);
    }

    // Each enumeration begins anew, so that all of them are given the same. Now and then whoever waits on the same thread has a turn.
    async IAsyncEnumerable<GeneratedPiece> Stream(int[] prompt, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (conversation, count) = (Begin(), 0);
        foreach (var symbol in prompt)
        {
            cancellation.ThrowIfCancellationRequested();
            conversation.Hear(symbol);
        }
        foreach (var piece in conversation.Speak(options, CancellationToken.None))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return piece;
            if (++count % SymbolsAtOnce == 0)
                await Task.Yield();
        }
    }

    /// <summary>Goes on from a prompt in several ways at once: stream i, from the options' stream on, speaks what it would speak alone.</summary>
    /// <param name="prompt">What all read first; may be empty.</param>
    /// <param name="options">How they speak.</param>
    /// <param name="count">Streams, 1 to 65,536.</param>
    /// <param name="progress">Is told how many symbols each stream has spoken; nobody where null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">A character of the prompt has no symbol; one line.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<GeneratedText> GenerateMany(string prompt, GenerationOptions options, int count, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 65_536);
        return new TextChoir(this, options, count).Speak(Vocabulary.Encode(prompt), progress, cancellation);
    }

    /// <summary>Looks with a beam for the most likely ways to go on.</summary>
    /// <param name="prompt">What is read first; may be empty.</param>
    /// <param name="length">Symbols of each, 1 to 1,000,000, one that ends it included.</param>
    /// <param name="beam">Width, length penalty, number of texts.</param>
    /// <param name="stop">A text of one symbol that ends a text and is not part of it; none does where null.</param>
    /// <returns>The best first: those that ended before those that did not.</returns>
    /// <exception cref="FormatException">A character has no symbol, or <paramref name="stop"/> is more than one symbol; one line.</exception>
    public IReadOnlyList<BeamText> Search(string prompt, int length, BeamOptions beam, string? stop = null)
    {
        ArgumentNullException.ThrowIfNull(beam);
        int[] read = Vocabulary.Encode(prompt) is { Length: > 0 } symbols ? symbols : [First];
        return [.. Network.Search(read, length, beam, stop is null ? null : EndOf(stop)).Select(found => new BeamText(Vocabulary.Decode([.. found.Symbols]), found.Symbols, found.LogProbability, found.Score, found.IsEnded))];
    }

    int EndOf(string stop) => Vocabulary.Encode(stop) is [var end] ? end : throw new FormatException($"the text to stop at is {Vocabulary.Encode(stop).Length} symbols, and a beam can only be stopped by one; give a text of one symbol.");

    /// <summary>How well it foresees a text, and each symbol of it.</summary>
    /// <param name="text">At least two symbols long.</param>
    /// <param name="logProbabilities">Natural logarithms of the probabilities that the symbols were given; NaN for the first, which is only read.</param>
    /// <exception cref="FormatException">A character has no symbol, or there are fewer than two symbols; one line.</exception>
    public TextScore Score(string text, out IReadOnlyList<ScoredSymbol> logProbabilities)
    {
        ArgumentNullException.ThrowIfNull(text);
        var symbols = new List<ScoredSymbol>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var score = Score(stream, symbols.Add);
        logProbabilities = symbols;
        return score;
    }

    /// <summary>How well it foresees a text of any length, which is read in parts: as one document, from its beginning.</summary>
    /// <param name="text">UTF-8, with or without a mark (of a vocabulary of bytes: anything); read to its end.</param>
    /// <param name="each">Is given each symbol in turn; nobody where null.</param>
    /// <param name="progress">Is told how many bytes were read; nobody where null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">A character has no symbol, the bytes are not UTF-8, or there are fewer than two symbols; one line.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public TextScore Score(Stream text, Action<ScoredSymbol>? each = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (tally, encoder) = (new TextTally(Vocabulary, Network.Read(), each), Vocabulary.CreateEncoder());
        var (bytes, symbols, read) = (new byte[BytesAtOnce], new ArrayBufferWriter<int>(BytesAtOnce), 0L);
        for (int count; (count = text.ReadAtLeast(bytes, BytesAtOnce, throwOnEndOfStream: false)) > 0; read += count)
        {
            var part = bytes.AsSpan(0, count);
            encoder.Add(read == 0 && part.StartsWith(Encoding.UTF8.Preamble) ? part[Encoding.UTF8.Preamble.Length..] : part, symbols);
            tally.Add(symbols.WrittenSpan, done => progress?.Report(read + (long)(count * done)), cancellation);
            symbols.ResetWrittenCount();
        }
        encoder.End(symbols);
        tally.Add(symbols.WrittenSpan, null, cancellation);
        return tally.Score();
    }

    internal SymbolSampler NewSampler(GenerationOptions options, int stream) =>
        new(Vocabulary.Count, options.Sampling, new RandomStream(options.Seed).Split("speech").At(stream));

    /// <summary>Ends its threads.</summary>
    public void Dispose() => _team.Dispose();
}
