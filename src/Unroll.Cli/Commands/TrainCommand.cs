using System;
using System.CommandLine;
using System.IO;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Interop.Files;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train RECIPE</c>.</summary>
static class TrainCommand
{
    const int DefaultInstrumentEvery = 100;

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var recipe = SharedOptions.Recipe();
        var settings = SharedOptions.Set();
        var run = new Option<string?>("--run")
        {
            HelpName = "DIR",
            Description = "Folder for the run's files. [default: a new one, runs/<recipe>-<hash>]",
        };
        var resume = SharedOptions.Switch("--resume", "Go on from the last checkpoint of --run, or of the newest run of this very recipe.");
        var threads = SharedOptions.Threads();
        var seed = SharedOptions.Seed();
        var json = SharedOptions.Json();
        var instruments = new Option<int>("--instruments")
        {
            HelpName = "N",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Every N steps (100 where left out) write gradient norms, saturation, time constants and gradients by lag to instruments.jsonl in the run folder.",
            CustomParser = result => result.Tokens.Count == 0 ? DefaultInstrumentEvery : SharedOptions.CountOf(result, "--instruments", 1_000_000_000, "the steps between two readings"),
        };
        var quiet = SharedOptions.Switch("--quiet", "No progress; only the result, and errors.");
        var page = new Option<string?>("--page")
        {
            HelpName = "FILE",
            Description = "Write an account of the run to this file, in Markdown, with what other seeds came to whose runs lie beside it.",
        };
        var command = new Command("train", "Train a recipe and measure it on its test data.") { recipe, settings, run, resume, threads, seed, instruments, page, json, quiet };
        command.SetAction(parsed =>
        {
            var wanted = RecipeReader.Read(parsed.GetRequiredValue(recipe), parsed.GetValue(settings) ?? []);
            if (parsed.GetValue(seed) is { } number)
                wanted = wanted.WithSeed(number);
            var options = new RunOptions { Threads = SharedOptions.ThreadsOf(parsed, threads), Resume = parsed.GetValue(resume), InstrumentEvery = parsed.GetValue(instruments), Time = terminal.Time };
            var folder = FolderOf(terminal, parsed.GetValue(run), wanted, options.Resume);
            var isQuiet = parsed.GetValue(quiet);
            if (parsed.GetValue(page) is { } wantedPage)
                RequireFolder(wantedPage, terminal.Folder);
            var result = Train(terminal, wanted, folder, options, isQuiet);
            if (parsed.GetValue(page) is { } file && result.Outcome == RunOutcome.Finished)
                WritePage(Path.GetFullPath(file, terminal.Folder), wanted, result);
            return Tell(terminal, wanted, result, parsed, folder, parsed.GetValue(json));
        });
        return command;
    }

    static ExperimentResult Train(Terminal terminal, Recipe recipe, string folder, RunOptions options, bool quiet)
    {
        var experiment = Experiment.Create(recipe);
        var progress = new TrainingProgress(terminal, quiet);
        terminal.StopsPolitely();
        try
        {
            return experiment.Run(folder, options with { ProgressInterval = progress.Interval }, progress, terminal.Stop);
        }
        finally
        {
            progress.Finish();
        }
    }

    // Before the work, not after it.
    static void RequireFolder(string page, string folder)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(page, folder)) is not { } parent || !Directory.Exists(parent))
            throw new UsageException($"--page got '{page}', whose folder is not there: create the folder, or name a file in one that is.");
    }

    static void WritePage(string path, Recipe recipe, ExperimentResult result)
    {
        try
        {
            WholeFile.WriteText(path, ExperimentPage.Write(recipe, result, SeedRun.Beside(result.Run, recipe)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: the page cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static int Tell(Terminal terminal, Recipe recipe, ExperimentResult result, ParseResult parsed, string folder, bool json)
    {
        switch (result.Outcome)
        {
            case RunOutcome.Interrupted:
                terminal.Error.WriteLine($"unroll: stopped after {result.Steps} steps; saved. Go on with: {ResumeLine.Of(terminal, parsed, folder)}");
                return ExitCode.Stopped;
            case RunOutcome.Diverged:
                FailureReport.WriteLine(terminal, result.Message ?? "the run diverged; try a smaller train.optimizer.rate or a train.clip.norm.");
                return ExitCode.Failure;
            default:
                return ResultReport.Tell(terminal, recipe, result, json);
        }
    }

    static string FolderOf(Terminal terminal, string? run, Recipe recipe, bool resume)
    {
        if (run is not null)
        {
            if (string.IsNullOrWhiteSpace(run))
                throw new UsageException("--run got an empty name: give a folder, for example --run runs/first.");
            return Path.GetFullPath(run, terminal.Folder);
        }
        var parent = Path.Combine(terminal.Folder, "runs");
        if (!resume)
            return RunFolder.NextFree(parent, recipe);
        return RunFolder.Latest(parent, recipe)
            ?? throw new UsageException($"--resume found no run of exactly this recipe under {parent}: name its folder with --run, or leave --resume away to start one.");
    }
}
