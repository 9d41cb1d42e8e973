using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Text;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll score RUN FILE</c>.</summary>
static class ScoreCommand
{
    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var run = SharedOptions.Named("RUN", "A run folder of a text task, or its name under runs/.", "the folder that 'unroll train' named at its end");
        var file = SharedOptions.Named("FILE", "A text file, or - for standard input. It is read as one document, whose first symbol is not scored.", "a text file, or -");
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command("score", "Tell how well a run of a text task foresees a text: nats and bits per character.") { run, file, threads, json };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            using var model = TextModel.Load(EvaluateCommand.FolderOf(terminal, parsed.GetRequiredValue(run)), SharedOptions.ThreadsOf(parsed, threads), new TrainingProgress(terminal, quiet: false));
            if (Measure(terminal, model, name) is not { } score)
                return ExitCode.Stopped;
            Tell(terminal, model, name, score, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    // Null where it was stopped.
    static TextScore? Measure(Terminal terminal, TextModel model, string name)
    {
        using var text = Open(terminal, name);
        var progress = new WorkProgress(terminal, "of the text read");
        terminal.StopsPolitely();
        try
        {
            return model.Score(text, progress: new Share(progress, text.CanSeek ? text.Length : 0), cancellation: terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (FormatException e)
        {
            throw new UsageException($"{(name == "-" ? "standard input" : name)}: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new RunException($"{model.Checkpoint}: {e.Message}", e);
        }
        finally
        {
            progress.Finish();
        }
    }

    static Stream Open(Terminal terminal, string name)
    {
        if (name == "-")
            return terminal.OpenInput();
        var path = Path.GetFullPath(name, terminal.Folder);
        return File.Exists(path) ? File.OpenRead(path) : throw new UsageException($"'{name}' is {(Directory.Exists(path) ? "a folder" : "not there")}: name a text file, or - for standard input.");
    }

    static void Tell(Terminal terminal, TextModel model, string name, TextScore score, bool json)
    {
        if (json)
            terminal.Output.WriteLine(Json(model, name, score));
        else
            Tables.Write(terminal, Rows(score));
    }

    static IReadOnlyList<string[]> Rows(TextScore score) =>
    [
        ["measure", "value"],
        ["nats per character", score.NatsPerCharacter.ToString("F4", CultureInfo.InvariantCulture)],
        ["bits per character", score.BitsPerCharacter.ToString("F4", CultureInfo.InvariantCulture)],
        ["perplexity of a symbol", score.Perplexity.ToString("G6", CultureInfo.InvariantCulture)],
        ["characters", score.Characters.ToString("N0", CultureInfo.InvariantCulture)],
        ["symbols", score.Symbols.ToString("N0", CultureInfo.InvariantCulture)],
        .. score.UnknownSymbols == 0 ? Array.Empty<string[]>() : [["of these, unknown characters", score.UnknownSymbols.ToString("N0", CultureInfo.InvariantCulture)]],
    ];

    static string Json(TextModel model, string name, TextScore score)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("file", name);
            json.WriteString("checkpoint", Path.GetFileName(model.Checkpoint));
            ResultJson.Number(json, "natsPerCharacter", score.NatsPerCharacter);
            ResultJson.Number(json, "bitsPerCharacter", score.BitsPerCharacter);
            ResultJson.Number(json, "perplexity", score.Perplexity);
            ResultJson.Number(json, "nats", score.Nats);
            json.WriteNumber("characters", score.Characters);
            json.WriteNumber("symbols", score.Symbols);
            json.WriteNumber("unknownSymbols", score.UnknownSymbols);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    sealed class Share(WorkProgress progress, long length) : IProgress<long>
    {
        public void Report(long value) => progress.Report(length > 0 ? (double)value / length : 0);
    }
}
