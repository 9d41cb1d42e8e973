using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Text;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll generate RUN</c>.</summary>
static class GenerateCommand
{
    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    const int MostTexts = 65_536;
    const int WidestBeam = 10_000;
    const int LongestOfABeam = 1_000_000;

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var run = SharedOptions.Named("RUN", "A run folder of a text task, or its name under runs/.", "the folder that 'unroll train' named at its end");
        var prompt = new Option<string?>("--prompt") { HelpName = "TEXT", Description = "Text to go on from. [default: none, the beginning of a document]" };
        var promptFile = new Option<string?>("--prompt-file") { HelpName = "FILE", Description = "File with the text to go on from." };
        var speaking = new SpeakingOptions();
        var beam = SpeakingOptions.Whole("--beam", "Look for the most likely text with N at a time, in place of drawing.", WidestBeam, "how many texts to keep at each step");
        var count = SpeakingOptions.Whole("--count", "Texts; side by side each is what it is alone. [default: 1]", MostTexts, "how many texts to speak");
        var stream = SharedOptions.Switch("--stream", "Write each character as soon as it is spoken; with --json one object a line for each symbol.");
        var interactive = SharedOptions.Switch("--interactive", "Read lines and go on from each, all in one document; :help says more.");
        var threads = SharedOptions.Threads();
        threads.Description = "Threads; any number speaks the same text. [default: 1 for one text, else one per processor]";
        var json = SharedOptions.Json();
        var command = new Command("generate", "Let a run of a text task speak.") { run, prompt, promptFile };
        speaking.AddTo(command);
        foreach (var option in (Option[])[beam, count, stream, interactive, threads, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            RequireNoContradiction(parsed, speaking, prompt, promptFile, beam, count, stream, interactive, json);
            var request = new GenerateRequest
            {
                Run = parsed.GetRequiredValue(run),
                Prompt = parsed.GetValue(promptFile) is { } file ? ReadPrompt(terminal, file) : parsed.GetValue(prompt) ?? "",
                Options = speaking.Read(parsed),
                Beam = parsed.GetValue(beam),
                Count = parsed.GetValue(count) ?? 1,
                Streams = parsed.GetValue(stream),
                Json = parsed.GetValue(json),
            };
            var isOne = request is { Beam: null, Count: 1 };
            var workers = isOne && parsed.GetResult(threads) is null ? 1 : SharedOptions.ThreadsOf(parsed, threads);
            using var model = TextModel.Load(EvaluateCommand.FolderOf(terminal, request.Run), workers, new TrainingProgress(terminal, quiet: false));
            return Guarded(request.Run, () => parsed.GetValue(interactive) ? new Interaction(terminal, model, request.Options).Go() : new Speech(terminal, model, request).Go());
        });
        return command;
    }

    static int Guarded(string run, Func<int> speak)
    {
        try
        {
            return speak();
        }
        catch (FormatException e)
        {
            throw new UsageException($"the prompt cannot be read: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new RunException($"{run}: {e.Message}", e);
        }
    }

    static string ReadPrompt(Terminal terminal, string file)
    {
        var path = Path.GetFullPath(file, terminal.Folder);
        if (!File.Exists(path))
            throw new UsageException($"--prompt-file '{file}' is {(Directory.Exists(path) ? "a folder" : "not there")}: name a text file.");
        try
        {
            return File.ReadAllText(path, s_strict);
        }
        catch (DecoderFallbackException e)
        {
            throw new UsageException($"--prompt-file '{file}' is not UTF-8: byte {Convert.ToHexString(e.BytesUnknown ?? [])} is no text there. Save it as UTF-8.");
        }
    }

    static void RequireNoContradiction(ParseResult parsed, SpeakingOptions speaking, Option prompt, Option promptFile, Option<int?> beam, Option<int?> count, Option stream, Option interactive, Option json)
    {
        bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };
        void Forbid(Option one, Option other, string why)
        {
            if (Has(one) && Has(other))
                throw new UsageException($"{one.Name} and {other.Name} contradict each other: {why}");
        }
        Forbid(prompt, promptFile, "give the prompt in one of the two ways.");
        foreach (var option in speaking.OfChance)
            Forbid(beam, option, "a beam looks for the most likely text and draws nothing. Leave one out.");
        Forbid(beam, stream, "a beam knows its text only at the end. Leave one out.");
        foreach (var option in (Option[])[prompt, promptFile, beam, count, json, stream])
            Forbid(interactive, option, "in a conversation you type the prompts and read the answers one by one. Leave one out.");
        if (Has(stream) && parsed.GetValue(count) > 1)
            throw new UsageException("--stream and --count contradict each other: only one text can be written while it is spoken. Leave one out.");
        if (parsed.GetValue(beam) is not null && parsed.GetValue(speaking.Length) > LongestOfABeam)
            throw new UsageException($"--length {parsed.GetValue(speaking.Length)} is beyond what --beam looks through: give at most {LongestOfABeam}.");
        if (parsed.GetValue(beam) is { } width && parsed.GetValue(count) > width)
            throw new UsageException($"--count {parsed.GetValue(count)} asks for more texts than --beam {width} keeps: give a beam at least as wide.");
        if (parsed.GetValue(speaking.Temperature) == 0 && parsed.GetValue(count) > 1)
            throw new UsageException($"--temperature 0 always takes the best symbol, so that --count {parsed.GetValue(count)} texts would be the same one: leave one out.");
    }
}
