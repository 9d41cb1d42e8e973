using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Sweeps.Ranks;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Sweeps;

/// <summary>Runs plans.</summary>
public static class Sweep
{
    /// <summary>Runs a plan, or goes on with it, and writes its results.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Its folder; made where it is not there.</param>
    /// <param name="options">
    /// How many runs go side by side (<see cref="RunOptions.Threads"/>), each on one thread; whether to resume. With several ranks (<see cref="RunOptions.Collective"/>) each takes whole runs as it gets room: rank 0 calls this,
    /// the others <see cref="Follow"/>. None of it changes a bit of any run or result.
    /// </param>
    /// <param name="listener">Watches.</param>
    /// <param name="stop">When cancelled, all runs save and stop.</param>
    /// <exception cref="RunException">The folder cannot be used or no longer be written; what was in it is whole, and can be gone on with.</exception>
    public static SweepResult Run(SweepPlan plan, string folder, RunOptions options, ISweepListener listener, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        RequireThreads(options.Threads);
        return RankGuard.Together(options.Collective, () =>
        {
            try
            {
                using var place = SweepFolder.Prepare(folder, plan, options.Resume);
                return Run(plan, place, options, listener, stop);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RunException($"{folder}: cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
            }
        });
    }

    /// <summary>Trains runs of the sweep or study that rank 0 leads with <see cref="Run(SweepPlan, string, RunOptions, ISweepListener, CancellationToken)"/>, as it gives them out, each to its folder where rank 0 says; data come from this rank's own disk. Returns when rank 0 is done.</summary>
    /// <param name="options">Collective and threads; the rest is not looked at.</param>
    /// <param name="stop">When cancelled, this rank's runs save and stop, and rank 0 is asked to stop the others.</param>
    /// <exception cref="CollectiveAbortedException">Another rank gave up; this one's runs have saved.</exception>
    public static void Follow(RunOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireThreads(options.Threads);
        _ = RankGuard.Together(options.Collective, () =>
        {
            var (folder, data, mine) = SweepOpening.Take(options);
            new FollowingSweep(new TrialFiles(folder), mine, data).Go(stop);
            return true;
        });
    }

    static SweepResult Run(SweepPlan plan, SweepFolder folder, RunOptions options, ISweepListener listener, CancellationToken stop)
    {
        var files = new TrialFiles(folder.Folder);
        var team = new TrialTeam(files, options, listener, Open(folder, plan, options), stop);
        var result = Run(plan, folder.Folder, files, team, listener);
        team.Close();
        if (!result.IsInterrupted)
            folder.Write(result);
        return result;
    }

    // A new folder that not all ranks see, or whose data cannot be read, is none to come back to.
    static IReadOnlyList<int> Open(SweepFolder folder, SweepPlan plan, RunOptions options)
    {
        try
        {
            return SweepOpening.Give(folder.Folder, options, plan.Trials[0]);
        }
        catch
        {
            folder.Withdraw();
            throw;
        }
    }

    static SweepResult Run(SweepPlan plan, string folder, TrialFiles files, TrialTeam team, ISweepListener listener)
    {
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
            listener.Started(new SweepRound(plan, folder, round, rung, trials.Length, done, team.AtOnce(trials.Length - done)));
            var results = team.Run(trials, known, pause).OfType<TrialResult>().ToArray();
            if (results.Length < trials.Length)
                return new SweepResult(plan, folder, [], results.Length, trials.Length, IsInterrupted: true);
            ranking.Add(round, rung.Budget, results);
            points = [.. ranking.Standings.Select(standing => standing.Point.Number)];
        }
        return new SweepResult(plan, folder, ranking.Standings, plan.Trials.Count, plan.Trials.Count, IsInterrupted: false);
    }

    static void RequireThreads(int threads)
    {
        if (threads is < 1 or > 1024)
            throw new RunException($"threads is {threads}; it must be from 1 to 1024 (this machine has {Environment.ProcessorCount} processors).") { IsMisuse = true };
    }
}
