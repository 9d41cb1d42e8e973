using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Commands;

/// <summary>What sweeps and studies of seeds do alike: find their folder, run, and say how to go on.</summary>
static class SweepPlace
{
    /// <summary>The folder of a plan: the one named, or a new one or the newest one under runs/.</summary>
    public static string Of(Terminal terminal, string? run, SweepPlan plan, bool resume)
    {
        if (run is not null)
            return string.IsNullOrWhiteSpace(run) ? throw new UsageException("--run got an empty name: give a folder, for example --run runs/first.") : Path.GetFullPath(run, terminal.Folder);
        var parent = Path.Combine(terminal.Folder, "runs");
        if (!resume)
            return SweepFolder.NextFree(parent, plan);
        return SweepFolder.Latest(parent, plan)
            ?? throw new UsageException($"--resume found nothing of exactly this plan under {parent}: name its folder with --run, or leave --resume away to start one.");
    }

    /// <summary>Runs a plan with progress on standard error; on all ranks, where there are several.</summary>
    public static (SweepResult Result, SweepEffort Effort) Run(Terminal terminal, SweepPlan plan, string folder, RunOptions options, bool quiet)
    {
        var progress = new SweepProgress(terminal, quiet);
        terminal.StopsPolitely();
        try
        {
            var result = Sweep.Run(plan, folder, options with { ProgressInterval = progress.Interval }, progress, terminal.Stop);
            return (result, SweepEffort.OfAll(options));
        }
        finally
        {
            progress.Finish();
        }
    }

    /// <summary>Trains runs as rank 0 gives them out.</summary>
    public static int Follow(Terminal terminal, int threads)
    {
        terminal.StopsPolitely();
        var options = new RunOptions { Threads = threads, Collective = terminal.Job.Join(), ProcessesHere = terminal.Job.ProcessesHere };
        Sweep.Follow(options, terminal.Stop);
        _ = SweepEffort.OfAll(options);
        return ExitCode.Fine;
    }

    /// <summary>Says how to go on.</summary>
    public static int TellStopped(Terminal terminal, SweepResult result, ParseResult parsed)
    {
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unroll: stopped with {result.Done:N0} of {result.Runs:N0} runs{(result.Plan.Rungs.Count > 1 ? " of this round" : "")} done; all are saved. Go on with: {ResumeLine.Of(terminal, parsed, result.Folder)}"));
        return ExitCode.Stopped;
    }

    /// <summary>The command as it was typed, without what says where files go and what is shown, for the page.</summary>
    public static string LineOf(ParseResult parsed)
    {
        var words = TypedWords.Without(parsed, ["--run", "--page", "--threads"], "--resume", "--json", "--quiet");
        return "unroll " + string.Join(' ', words.Select(ResumeLine.Quoted));
    }
}
