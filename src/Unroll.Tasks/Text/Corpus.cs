using System;
using System.Buffers;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Unroll.Tasks.Text;

/// <summary>
/// A text, cut in order into what is trained on, validated on and tested on, as symbols of a vocabulary. It is read in blocks, never as a whole: once to look at it, once more where a vocabulary is learnt from the
/// training part, and once to turn it into symbols. Each part is encoded for itself, so no symbol reaches over a border.
/// </summary>
sealed class Corpus : IDisposable
{
    const double LeastShare = 1e-6;   // the share of a part that is wanted

    readonly TextOptions _options;
    readonly TextDocuments _documents;
    readonly TextReading _reading;
    readonly TextSurvey _survey;
    readonly TextSplit _split;
    readonly TextPart[] _parts = [new(), new(), new()];

    Corpus(TextOptions options, ITaskProgress? progress, long mostInMemory)
    {
        _options = options;
        var anyBytes = options.Vocabulary == "bytes";
        _documents = TextDocuments.Find(options);
        _reading = new TextReading(_documents, anyBytes, progress);
        _survey = TextSurvey.Of(_documents, _reading, anyBytes);
        _split = new TextSplit(_survey.Characters, options.Validation, options.Test);
        RequireEnough();
        Vocabulary = Learn(progress);
        Symbols = new SymbolStore(Vocabulary.Count, Vocabulary is BytePairVocabulary ? _survey.Characters.Sum() / 2 : _survey.Characters.Sum(), mostInMemory);
        try
        {
            Encode();
        }
        catch
        {
            Symbols.Dispose();
            throw;
        }
    }

    /// <summary>What the symbols stand for.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>All symbols.</summary>
    public SymbolStore Symbols { get; }

    /// <summary>Tells one text from another.</summary>
    public string Fingerprint => _survey.Fingerprint;

    /// <summary>What is trained on.</summary>
    public TextPart Training => _parts[TextSplit.Training];

    /// <summary>What is validated on.</summary>
    public TextPart Validation => _parts[TextSplit.Validation];

    /// <summary>What is tested on.</summary>
    public TextPart Test => _parts[TextSplit.Test];

    /// <summary>Reads a text.</summary>
    /// <param name="options">Which one, and what is made of it.</param>
    /// <param name="progress">Is told how far it has come; null where nobody watches.</param>
    /// <param name="mostInMemory">Bytes of symbols that are kept in memory; more are in a temporary file.</param>
    /// <exception cref="TaskOptionsException">It is not there, is no text, or is too short; one line.</exception>
    public static Corpus Read(TextOptions options, ITaskProgress? progress = null, long mostInMemory = SymbolStore.MostInMemory)
    {
        foreach (var (name, share) in new[] { ("validation", options.Validation), ("test", options.Test) })
        {
            if (share is > 0 and < LeastShare)
                throw new TaskOptionsException($"{name} is {share.ToString(CultureInfo.InvariantCulture)}; it must be 0 or at least 0.000001 of the text.");
        }
        if (options.Validation + options.Test > 1 - LeastShare)
            throw new TaskOptionsException($"validation and test are {options.Validation} and {options.Test}, which leaves nothing to train on; keep them below 1 together.");
        if (options.Stride > options.Window)
            throw new TaskOptionsException($"stride is {options.Stride}, and would pass over some of the text; it must not be above window, which is {options.Window}.");
        try
        {
            return new Corpus(options, progress, mostInMemory);
        }
        catch (FormatException e)
        {
            // Every character had its symbol when the text was looked at.
            throw new TaskOptionsException($"path '{options.Path}' changed while it was read; start again when nobody writes to it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TaskOptionsException($"path '{options.Path}': its symbols cannot be written to a temporary file in {Path.GetTempPath()}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Symbols.Dispose();

    // A window of training, and a prediction of each other part that is wanted.
    void RequireEnough()
    {
        var total = _survey.Characters.Sum();
        bool Fits(long characters)
        {
            var split = new TextSplit([characters], _options.Validation, _options.Test);
            return split.CharactersOf(TextSplit.Training) > _options.Window
                && (_options.Validation == 0 || split.CharactersOf(TextSplit.Validation) > 1) && (_options.Test == 0 || split.CharactersOf(TextSplit.Test) > 1);
        }
        if (Fits(total))
            return;
        var wanted = total;
        while (!Fits(wanted))
            wanted += 1 + wanted / 100;
        while (wanted > 0 && Fits(wanted - 1))
            wanted--;
        throw new TaskOptionsException($"{_documents.Title} has {total} {(_options.Vocabulary == "bytes" ? "bytes" : "characters")}; windows of {_options.Window} steps and the parts kept from training want at least {wanted}. Give a longer text, or set task.window and the shares to less.");
    }

    Vocabulary Learn(ITaskProgress? progress)
    {
        switch (_options.Vocabulary)
        {
            case "bytes":
                return new ByteVocabulary();
            case "bytePairs":
                var words = new WordCounts();
                Walk("counting the words of", (part, block) =>
                {
                    if (part == TextSplit.Training)
                        words.Add(block);
                }, (_, _) => words.End());
                return BytePairTraining.Learn(words, _options.Size, progress);
            default:
                return Characters();
        }
    }

    CharacterVocabulary Characters()
    {
        var counts = _survey.Counts;
        if (_options.Least > 0)
        {
            counts = new CharacterCounts();
            Walk("counting the characters of", (part, block) =>
            {
                if (part == TextSplit.Training)
                    counts.Add(block);
            }, (_, _) => { });
        }
        var characters = counts.AtLeast(Math.Max(1, _options.Least)).ToList();
        if (characters.Count == 0)
            throw new TaskOptionsException($"least is {_options.Least}, and no character of the training text comes so often; set it to less.");
        if (characters.Count >= Vocabulary.MostSymbols)
            throw new TaskOptionsException($"vocabulary: {_documents.Title} has {characters.Count} different characters, and a vocabulary at most {Vocabulary.MostSymbols}; set task.least to leave out rare ones, or task.vocabulary=bytePairs.");
        return new CharacterVocabulary(characters, unknown: _options.Least > 0);
    }

    void Encode()
    {
        var encoder = Vocabulary.CreateEncoder();
        var symbols = new ArrayBufferWriter<int>();
        var first = 0L;
        Walk("encoding", (_, block) =>
        {
            encoder.Add(block, symbols);
            Store(symbols);
        }, (document, part) =>
        {
            encoder.End(symbols);
            Store(symbols);
            _parts[part].Add(_documents.Names[document], first, Symbols.Count - first);
            first = Symbols.Count;
        });
        Symbols.Finish();
        foreach (var (name, share, part) in new[] { ("validation", _options.Validation, Validation), ("test", _options.Test, Test) })
        {
            if (share > 0 && part.Steps == 0)
                throw new TaskOptionsException($"{_documents.Title} has no symbol to predict in {name}, whose share is {share.ToString(CultureInfo.InvariantCulture)}. Give a longer text, or set task.{name} to more or to 0.");
        }
        if (Training.Steps < _options.Window)
            throw new TaskOptionsException($"{_documents.Title} has {Training.Steps} symbols to predict in training; windows of {_options.Window} steps want at least as many. Give a longer text, or set task.window or task.size to less.");
    }

    void Store(ArrayBufferWriter<int> symbols)
    {
        Symbols.Append(symbols.WrittenSpan);
        symbols.ResetWrittenCount();
    }

    // All blocks, cut where a part ends; the end of each document, and of each part of it, is told.
    void Walk(string work, Action<int, ReadOnlySpan<byte>> take, Action<int, int> end)
    {
        for (var document = 0; document < _survey.Characters.Length; document++)
        {
            if (_survey.Characters[document] == 0)
                continue;
            var read = 0L;
            var (part, left) = _split.PartAt(document, 0);
            _reading.Read(document, work, block =>
            {
                while (block.Length > 0)
                {
                    if (left == 0)
                    {
                        end(document, part);
                        RequireSame(document, read < _survey.Characters[document]);
                        (part, left) = _split.PartAt(document, read);
                    }
                    var (bytes, characters) = Utf8Length(block, left);
                    take(part, block[..bytes]);
                    (read, left) = (read + characters, left - characters);
                    block = block[bytes..];
                }
            });
            RequireSame(document, read == _survey.Characters[document]);
            end(document, part);
        }
    }

    // The bytes of a block's first characters, up to so many.
    (int Bytes, long Characters) Utf8Length(ReadOnlySpan<byte> block, long most)
    {
        if (_options.Vocabulary == "bytes")
            return ((int)Math.Min(block.Length, most), Math.Min(block.Length, most));
        var characters = 0L;
        for (var i = 0; i < block.Length; i++)
        {
            if ((block[i] & 0xC0) == 0x80)
                continue;
            if (characters == most)
                return (i, characters);
            characters++;
        }
        return (block.Length, characters);
    }

    void RequireSame(int document, bool isSame)
    {
        if (!isSame)
            throw new TaskOptionsException($"path '{_documents.Names[document]}' changed while it was read; start again when nobody writes to it.");
    }
}
