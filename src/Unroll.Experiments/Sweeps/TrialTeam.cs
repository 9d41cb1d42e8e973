using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Unroll.Experiments.Sweeps;

/// <summary>Runs trials side by side, one on each thread; with more threads than trials left, a trial has several. None of it shows in a bit.</summary>
sealed class TrialTeam(TrialFiles files, RunOptions options, ISweepListener listener, CancellationToken stop)
{
    readonly Lock _telling = new();
    readonly ISweepListener _listener = listener;

    /// <summary>How many trials of so many go side by side.</summary>
    public int AtOnce(int trials) => Math.Clamp(options.Threads, 1, Math.Max(1, trials));

    /// <summary>Brings trials to a budget; what is known already is not run again.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="known">What is known of them, in the same order; null where it is not.</param>
    /// <param name="budget">Where they pause; null for their end.</param>
    /// <returns>What came of them, in the order of the trials; null where the sweep was asked to stop.</returns>
    public IReadOnlyList<TrialResult>? Run(IReadOnlyList<SweepTrial> trials, IReadOnlyList<TrialResult?> known, int? budget)
    {
        var results = known.ToArray();
        int[] open = [.. Enumerable.Range(0, trials.Count).Where(index => results[index] is null)];
        foreach (var result in known.OfType<TrialResult>())
            Tell(result);
        var failures = new ExceptionDispatchInfo?[trials.Count];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var (atOnce, next) = (AtOnce(open.Length), -1);
        void Work()
        {
            while (!ending.IsCancellationRequested && Interlocked.Increment(ref next) is var turn && turn < open.Length)
            {
                var index = open[turn];
                results[index] = Guarded(trials[index], budget, options.Threads / atOnce, ending, ref failures[index]);
            }
        }
        Thread[] helpers = [.. Enumerable.Range(1, open.Length == 0 ? 0 : atOnce - 1).Select(number => new Thread(Work) { IsBackground = true, Name = $"unroll-run-{number + 1}" })];
        foreach (var helper in helpers)
            helper.Start();
        Work();
        foreach (var helper in helpers)
            helper.Join();
        failures.FirstOrDefault(failure => failure is not null)?.Throw();
        return Array.Exists(results, result => result is null) ? null : [.. results.OfType<TrialResult>()];
    }

    // A run that cannot go on (a full disk) asks the others to save and stop; the first of them in order is told.
    TrialResult? Guarded(SweepTrial trial, int? budget, int threads, CancellationTokenSource ending, ref ExceptionDispatchInfo? failure)
    {
#pragma warning disable CA1031 // Handed to the caller of Run.
        try
        {
            return Run(trial, budget, Math.Max(1, threads), ending.Token);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
            ending.Cancel();
            return null;
        }
#pragma warning restore CA1031
    }

    TrialResult? Run(SweepTrial trial, int? budget, int threads, CancellationToken ending)
    {
        var mine = options with { Threads = threads, Resume = true, PauseAfter = budget };
        var result = Experiment.Create(trial.Recipe).Run(files.RunOf(trial), mine, new Relay(this, trial), ending);
        if (result.Outcome == RunOutcome.Interrupted)
            return null;
        if (result.Outcome == RunOutcome.Paused)
            files.Keep(trial, budget!.Value, result);
        var kept = files.Find(trial, budget) ?? throw new InvalidOperationException($"{trial.Name} ended and left no result.");
        Tell(kept);
        return kept;
    }

    void Tell(TrialResult result)
    {
        lock (_telling)
            _listener.Ended(result);
    }

    /// <summary>Passes on what a run tells, one call at a time.</summary>
    sealed class Relay(TrialTeam team, SweepTrial trial) : IRunListener
    {
        public void Started(RunStart start)
        {
        }

        public void Progressed(in RunProgress progress)
        {
            lock (team._telling)
                team._listener.Progressed(trial, progress);
        }

        public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
        {
        }

        public void Noted(string line)
        {
            lock (team._telling)
                team._listener.Noted($"{trial.Name}: {line}");
        }
    }
}
