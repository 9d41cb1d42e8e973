using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Sweeps;

/// <summary>Runs plans.</summary>
public static class Sweep
{
    /// <summary>Runs a plan, or goes on with it, and writes its results.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Its folder; made where it is not there.</param>
    /// <param name="options">How many runs go side by side (<see cref="RunOptions.Threads"/>), each on one thread; whether to resume. None of it changes a bit of any run.</param>
    /// <param name="listener">Watches.</param>
    /// <param name="stop">When cancelled, all runs save and stop.</param>
    /// <exception cref="RunException">The folder cannot be used or no longer be written; what was in it is whole, and can be gone on with.</exception>
    public static SweepResult Run(SweepPlan plan, string folder, RunOptions options, ISweepListener listener, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        if (options.Threads is < 1 or > 1024)
            throw new RunException($"threads is {options.Threads}; it must be from 1 to 1024 (this machine has {Environment.ProcessorCount} processors).") { IsMisuse = true };
        try
        {
            using var place = SweepFolder.Prepare(folder, plan, options.Resume);
            return Run(plan, place, options, listener, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{folder}: cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static SweepResult Run(SweepPlan plan, SweepFolder folder, RunOptions options, ISweepListener listener, CancellationToken stop)
    {
        var files = new TrialFiles(folder.Folder);
        var team = new TrialTeam(files, options, listener, stop);
        var ranking = new SweepRanking(plan);
        IReadOnlyList<int> points = [.. plan.Points.Select(point => point.Number)];
        for (var round = 1; round <= plan.Rungs.Count; round++)
        {
            var rung = plan.Rungs[round - 1];
            int? pause = round < plan.Rungs.Count ? rung.Budget : null;
            var chosen = points.Take(rung.Points).ToHashSet();
            SweepTrial[] trials = [.. plan.Trials.Where(trial => chosen.Contains(trial.Point.Number))];
            TrialResult?[] known = [.. trials.Select(trial => files.Find(trial, pause))];
            var done = known.Count(result => result is not null);
            listener.Started(new SweepRound(plan, folder.Folder, round, rung, trials.Length, done, team.AtOnce(trials.Length - done)));
            if (team.Run(trials, known, pause) is not { } results)
                return new SweepResult(plan, folder.Folder, [], trials.Count(trial => files.Find(trial, pause) is not null), trials.Length, IsInterrupted: true);
            ranking.Add(round, rung.Budget, results);
            points = [.. ranking.Standings.Select(standing => standing.Point.Number)];
        }
        var result = new SweepResult(plan, folder.Folder, ranking.Standings, plan.Trials.Count, plan.Trials.Count, IsInterrupted: false);
        folder.Write(result);
        return result;
    }
}
