using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Cli.Ranks;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Tasks;

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
        var seeds = SharedOptions.Seeds();
        var metric = SharedOptions.Metric("with --seeds: the metric to put first. [default: what the recipe expects]");
        var json = SharedOptions.Json();
        var instruments = new Option<int>("--instruments")
        {
            HelpName = "N",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Every N steps (100 where left out) write gradient norms, saturation, time constants and gradients by lag to instruments.jsonl in the run folder.",
            CustomParser = result => result.Tokens.Count == 0 ? DefaultInstrumentEvery : SharedOptions.CountOf(result, "--instruments", 1_000_000_000, "the steps between two readings"),
        };
        var log = new Option<string?>("--log")
        {
            HelpName = "FILE",
            Description = "Follow the training in this file, step by step of some sequences: stimulus, gates, memory, prediction, target, error; at the end the weights.",
        };
        var logEvery = new Option<int>("--log-every")
        {
            HelpName = "N",
            Description = "Training steps from one sequence in --log to the next. [default: as many as make at most 100 sequences]",
            CustomParser = result => SharedOptions.CountOf(result, "--log-every", 1_000_000_000, "the training steps between two sequences"),
        };
        var quiet = SharedOptions.Switch("--quiet", "No progress; only the result, and errors.");
        var page = new Option<string?>("--page")
        {
            HelpName = "FILE",
            Description = "Write an account of the run to this file, in Markdown, with what other seeds came to whose runs lie beside it.",
        };
        var processes = SeveralProcesses.Option("Train in N processes started by mpirun, each with the batch of one of the recipe's workers, or with --seeds each with whole runs; the bits are those of one process.");
        var command = new Command("train", "Train a recipe and measure it on its test data.") { recipe, settings, run, resume, threads, processes, seed, seeds, metric, instruments, log, logEvery, page, json, quiet };
        command.SetAction(parsed =>
        {
            if (SeveralProcesses.Start(terminal, parsed, processes) is { } code)
                return code;
            var job = terminal.Job;
            var processors = job.ShareOf(Environment.ProcessorCount);
            if (!job.Leads)
                return Follow(terminal, SharedOptions.ThreadsOf(parsed, threads, processors), hasWholeRuns: parsed.GetValue(seeds) is not null);
            var collective = job.Join();
            var wanted = RecipeReader.Read(parsed.GetRequiredValue(recipe), parsed.GetValue(settings) ?? []);
            if (parsed.GetValue(seed) is { } number)
                wanted = wanted.WithSeed(number);
            if (parsed.GetValue(log) is null && parsed.GetValue(logEvery) > 0)
                throw new UsageException("--log-every is given without --log: name the file with --log FILE.");
            var options = new RunOptions
            {
                Threads = SharedOptions.ThreadsOf(parsed, threads, processors),
                Collective = collective,
                ProcessesHere = job.ProcessesHere,
                Resume = parsed.GetValue(resume),
                InstrumentEvery = parsed.GetValue(instruments),
                LogPath = LogOf(parsed.GetValue(log), terminal.Folder, parsed.GetValue(resume)),
                LogEvery = parsed.GetValue(logEvery),
                Time = terminal.Time,
            };
            if (parsed.GetValue(page) is { } wantedPage)
                PageFile.RequireFolder(wantedPage, terminal.Folder);
            if (parsed.GetValue(seeds) is { } count)
            {
                if (options.LogPath is not null)
                    throw new UsageException("--log writes one run's file, and --seeds trains several: leave one of them away.");
                return new SeedsStudy(terminal, parsed) { Run = parsed.GetValue(run), Page = parsed.GetValue(page), IsJson = parsed.GetValue(json), IsQuiet = parsed.GetValue(quiet) }.Go(wanted, count, parsed.GetValue(metric), options);
            }
            if (parsed.GetValue(metric) is not null)
                throw new UsageException("--metric is for --seeds: it names the metric to put first there.");
            var folder = FolderOf(terminal, parsed.GetValue(run), wanted, options.Resume);
            var isQuiet = parsed.GetValue(quiet);
            var result = Train(terminal, wanted, folder, options, isQuiet);
            if (parsed.GetValue(page) is { } file && result.Outcome == RunOutcome.Finished)
                PageFile.Write(Path.GetFullPath(file, terminal.Folder), ExperimentPage.Write(wanted, result, SeedRun.Beside(result.Run, wanted)));
            return Tell(terminal, wanted, result, parsed, folder, parsed.GetValue(json));
        });
        return command;
    }

    // What rank 0 leads, the others train along; they say nothing unless something goes wrong with them.
    static int Follow(Terminal terminal, int threads, bool hasWholeRuns)
    {
        if (hasWholeRuns)
            return SweepPlace.Follow(terminal, threads);
        terminal.StopsPolitely();
        _ = Experiment.Follow(new RunOptions { Threads = threads, Collective = terminal.Job.Join(), ProcessesHere = terminal.Job.ProcessesHere }, terminal.Stop);
        return ExitCode.Fine;
    }

    // Not yet polite: while a large text is read, Ctrl-C ends the command at once; there is nothing to save.
    static Experiment Make(Terminal terminal, Recipe recipe, bool quiet)
    {
        if (quiet)
            return Experiment.Create(recipe);
        var work = new WorkProgress(terminal, "");
        try
        {
            return Experiment.Create(recipe, new Making(work));
        }
        finally
        {
            work.Finish();
        }
    }

    static ExperimentResult Train(Terminal terminal, Recipe recipe, string folder, RunOptions options, bool quiet)
    {
        var experiment = Make(terminal, recipe, quiet);
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

    static string? LogOf(string? log, string folder, bool resume)
    {
        if (log is null)
            return null;
        if (string.IsNullOrWhiteSpace(log))
            throw new UsageException("--log got an empty name: give a file, for example --log training.log.");
        RequireLogFolder(log, folder);
        var path = Path.GetFullPath(log, folder);
        if (!resume && Path.Exists(path))
            throw new UsageException($"--log got '{log}', which is there already: remove it, or name a new file.");
        return path;
    }

    // Before the work, not after it.
    static void RequireLogFolder(string log, string folder)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(log, folder)) is not { } parent || !Directory.Exists(parent))
            throw new UsageException($"--log got '{log}', whose folder is not there: create the folder, or name a file in one that is.");
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

    sealed class Making(WorkProgress progress) : ITaskProgress
    {
        public void Report(string work, double share) => progress.Report(share, work);
    }
}
