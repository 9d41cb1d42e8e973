using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Cli.Ranks;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll evaluate RUN</c>.</summary>
static class EvaluateCommand
{
    const string RecipeFile = "recipe.json";   // what makes a folder a run folder

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var run = SharedOptions.Named("RUN", "A run folder, or its name under runs/.", "the folder that 'unroll train' named at its end");
        var threads = SharedOptions.Threads();
        var processes = SeveralProcesses.Option("Measure in N processes started by mpirun, which share the test data where the task lets them; the measures are those of one process.");
        var json = SharedOptions.Json();
        var command = new Command("evaluate", "Measure a run again, with the weights that it is used with: its best where it keeps them, else its last.") { run, threads, processes, json };
        command.SetAction(parsed =>
        {
            if (SeveralProcesses.Start(terminal, parsed, processes) is { } code)
                return code;
            var job = terminal.Job;
            var options = new RunOptions { Threads = SharedOptions.ThreadsOf(parsed, threads, job.ShareOf(Environment.ProcessorCount)), Collective = job.Join(), ProcessesHere = job.ProcessesHere, Time = terminal.Time };
            if (!job.Leads)
            {
                Experiment.FollowEvaluation(options);
                return ExitCode.Fine;
            }
            var folder = FolderOf(terminal, parsed.GetRequiredValue(run));
            var result = Measure(terminal, folder, options);
            return ResultReport.Tell(terminal, RunFolder.Open(folder).ReadRecipe(), result, parsed.GetValue(json));
        });
        return command;
    }

    static ExperimentResult Measure(Terminal terminal, string folder, RunOptions options)
    {
        if (terminal.ErrorIsTerminal)
            terminal.Error.Write("\rmeasuring on the test data\u001b[K");
        try
        {
            return Experiment.Evaluate(folder, options, new TrainingProgress(terminal, quiet: false));
        }
        finally
        {
            if (terminal.ErrorIsTerminal)
                terminal.Error.Write("\r\u001b[K");
        }
    }

    /// <summary>The run folder that a person named, by path or by its name under runs/.</summary>
    internal static string FolderOf(Terminal terminal, string run)
    {
        var runs = Path.Combine(terminal.Folder, "runs");
        var candidates = new[] { Path.GetFullPath(run, terminal.Folder), Path.GetFullPath(run, runs) };
        if (candidates.FirstOrDefault(Directory.Exists) is { } found)
            return HoldsRuns(found) is { } one ? throw new UsageException($"'{run}' is a folder of run folders. Give one of them, for example '{Path.Combine(run, one)}'.") : found;
        if (candidates.FirstOrDefault(File.Exists) is not null)
            throw new UsageException($"'{run}' is a file, not a run folder. Give the folder that 'unroll train' named at its end.");
        var known = Directory.Exists(runs) ? Directory.GetDirectories(runs).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal).ToArray() : [];
        var hint = NearestName.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(run)), known) is { } near ? $"Did you mean 'runs/{near}'?" : "Give the folder that 'unroll train' named at its end.";
        throw new UsageException($"there is no run folder '{run}'. {hint}");
    }

    // The name of the first run folder inside a folder that is none itself.
    static string? HoldsRuns(string folder) => File.Exists(Path.Combine(folder, RecipeFile))
        ? null
        : Directory.GetDirectories(folder).Select(inner => Path.GetFileName(inner)!).Order(StringComparer.Ordinal).FirstOrDefault(inner => File.Exists(Path.Combine(folder, inner, RecipeFile)));
}
