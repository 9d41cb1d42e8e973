using System;
using System.Threading;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>Brings one run of a sweep to its budget, in this process alone: so its bits are those of the run by itself.</summary>
/// <param name="files">Where it lies.</param>
/// <param name="options">How it is trained.</param>
/// <param name="data">What its data must be; null at the rank that they are measured by.</param>
sealed class TrialRunner(TrialFiles files, RunOptions options, SweepData? data = null)
{
    /// <summary>Trains it, from where it stands; null where it was asked to stop.</summary>
    public TrialOutcome? Run(TrialOrder order, IRunListener listener, CancellationToken stop)
    {
        var (trial, budget) = (order.Trial, order.Budget);
        var mine = options with { Threads = order.Threads, Resume = true, PauseAfter = budget, Collective = new SingleProcess() };
        var experiment = Experiment.Create(trial.Recipe);
        data?.RequireSame(trial.Recipe, experiment);
        var result = experiment.Run(files.RunOf(trial), mine, listener, stop);
        if (result.Outcome == RunOutcome.Interrupted)
            return null;
        if (result.Outcome == RunOutcome.Paused)
            files.Keep(trial, budget!.Value, result);
        var kept = files.Find(trial, budget) ?? throw new InvalidOperationException($"{trial.Name} ended and left no result.");
        return new TrialOutcome(kept.Outcome, kept.Steps, kept.Metrics, kept.Message);
    }
}
