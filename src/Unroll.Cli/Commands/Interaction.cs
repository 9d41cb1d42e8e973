using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Text;

namespace Unroll.Cli.Commands;

/// <summary>A conversation on the terminal: a line is heard, the model goes on from it, and so on, all in one document. Lines that begin with a colon are commands.</summary>
sealed class Interaction(Terminal terminal, TextModel model, GenerationOptions options)
{
    const string Help = """
        A line is heard and gone on from. An empty line lets it go on. Commands:
          :temperature X   :top-k N   :top-p X   :min-p X   :repetition-penalty X   :length N   :stop TEXT   :seed N
          :reset   begin a new document      :show   how it speaks now      :quit   end (also the end of input)
          ::text   hears a line that begins with a colon
        """;

    readonly TextConversation _conversation = model.Begin();
    GenerationOptions _options = options;

    public int Go()
    {
        terminal.StopsPolitely();
        using var input = new StreamReader(terminal.OpenInput());
        if (terminal.InputIsTerminal)
            terminal.Error.WriteLine("Type a line and it is gone on from. :help shows commands, :quit ends.");
        while (NextLine(input) is { } line && line != ":quit")
            Answer(line);
        if (!terminal.Stop.IsCancellationRequested)
            return ExitCode.Fine;
        terminal.Error.WriteLine();
        return ExitCode.Stopped;
    }

    // Whoever waits for a line cannot hear the wish to stop, so another thread waits.
    string? NextLine(StreamReader input)
    {
        if (terminal.InputIsTerminal)
        {
            terminal.Error.Write("> ");
            terminal.Error.Flush();
        }
        try
        {
            var line = Task.Run(input.ReadLine);
            line.Wait(terminal.Stop);
            return terminal.Stop.IsCancellationRequested ? null : line.Result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    void Answer(string line)
    {
        try
        {
            if (line.StartsWith(':') && !line.StartsWith("::", StringComparison.Ordinal))
                Obey(line);
            else
                Speak(line.StartsWith(':') ? line[1..] : line);
        }
        catch (Exception e) when (e is FormatException or UsageException)
        {
            FailureReport.WriteLine(terminal, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while it heard: the next line is not waited for.
        }
    }

    void Speak(string line)
    {
        if (line.Length > 0)
            _conversation.Hear(line + (model.Vocabulary.Decode([model.First]) == "\n" ? "\n" : ""), terminal.Stop);
        foreach (var piece in _conversation.Speak(_options, terminal.Stop))
        {
            terminal.Output.Write(SpokenLines.Piece(piece.Text, terminal));
            terminal.Output.Flush();
        }
        terminal.Output.WriteLine();
        terminal.Output.Flush();
    }

    void Obey(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, value) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        var sampling = _options.Sampling;
        switch (name)
        {
            case ":temperature": _options = _options with { Sampling = sampling with { Temperature = Real(name, value, 0, 1e300) } }; break;
            case ":top-k": _options = _options with { Sampling = sampling with { TopK = (int)Whole(name, value, 0, 65_536) } }; break;
            case ":top-p": _options = _options with { Sampling = sampling with { TopP = Real(name, value, 0, 1, aboveLeast: true) } }; break;
            case ":min-p": _options = _options with { Sampling = sampling with { MinP = Real(name, value, 0, 1) } }; break;
            case ":repetition-penalty": _options = _options with { Sampling = sampling with { RepetitionPenalty = Real(name, value, 1, 1e300) } }; break;
            case ":length": _options = _options with { Length = (int)Whole(name, value, 1, 100_000_000) }; break;
            case ":stop": _options = _options with { Stop = value.Length == 0 ? null : SpeakingOptions.StopOf(value) }; break;
            case ":seed": _options = _options with { Seed = Whole(name, value, 0, ulong.MaxValue) }; break;
            case ":reset": _conversation.Reset(); break;
            case ":show": terminal.Error.WriteLine(Shown()); break;
            case ":help": terminal.Error.WriteLine(Help.ReplaceLineEndings("\n")); break;
            default: throw new UsageException($"'{name}' is not a command here: :help lists them; a line that begins with a colon is typed with two.");
        }
    }

    string Shown() => string.Create(CultureInfo.InvariantCulture,
        $"temperature {_options.Sampling.Temperature}, top-k {_options.Sampling.TopK}, top-p {_options.Sampling.TopP}, min-p {_options.Sampling.MinP}, repetition-penalty {_options.Sampling.RepetitionPenalty}, length {_options.Length}, stop {(_options.Stop is { } stop ? $"'{stop.Replace("\n", "\\n", StringComparison.Ordinal)}'" : "none")}, seed {_options.Seed}");

    static double Real(string name, string value, double least, double most, bool aboveLeast = false) =>
        SpeakingOptions.TryReal(value, name, least, most, aboveLeast, out var number) is { } problem ? throw new UsageException(problem) : number;

    static ulong Whole(string name, string value, ulong least, ulong most) => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
        ? number
        : throw new UsageException($"{name} got '{value}': give a whole number from {least} to {most}.");
}
