using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train RECIPE --seeds N</c>.</summary>
sealed class SeedsStudy(Terminal terminal, ParseResult parsed)
{
    /// <summary>The folder asked for, or null.</summary>
    public string? Run { get; init; }

    /// <summary>The page asked for, or null.</summary>
    public string? Page { get; init; }

    /// <summary>Whether the result is told as JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether there is no progress.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Trains the seeds and tells what came of them.</summary>
    /// <returns>The exit code: failure where a seed diverged or missed what the recipe expects.</returns>
    public int Go(Recipe recipe, int count, string? metric, RunOptions options)
    {
        var plan = SweepPlan.OfSeeds(recipe, count, metric);
        var folder = SweepPlace.Of(terminal, Run, plan, options.Resume);
        var began = terminal.Time.GetTimestamp();
        var (result, effort) = SweepPlace.Run(terminal, plan, folder, options, IsQuiet);
        if (result.IsInterrupted)
            return SweepPlace.TellStopped(terminal, result, parsed);
        var seconds = terminal.Time.GetElapsedTime(began).TotalSeconds;
        if (Page is { } page)
            PageFile.Write(Path.GetFullPath(page, terminal.Folder), SweepPage.Write(result, SweepPlace.LineOf(parsed), effort.ProcessorSeconds, effort.Threads));
        if (IsJson)
            terminal.Output.WriteLine(SweepJson.WriteLine(result, seconds));
        else
            SeedsTable.Write(terminal, result);
        terminal.Output.Flush();
        return Judge(terminal, result.Ranking[0]);
    }

    static int Judge(Terminal terminal, SweepStanding standing)
    {
        ulong[] bad = [.. standing.Runs.Where(run => run.Met == false || run.Outcome == RunOutcome.Diverged).Select(run => run.Trial.Seed)];
        if (bad.Length == 0)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, string.Create(CultureInfo.InvariantCulture, $"{bad.Length:N0} of {standing.Runs.Count:N0} seeds diverged or missed what the recipe expects: {string.Join(", ", bad.Take(20))}{(bad.Length > 20 ? ", …" : "")}."));
        return ExitCode.Failure;
    }
}
