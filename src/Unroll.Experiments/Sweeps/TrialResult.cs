using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps;

/// <summary>What came of one run of a plan, as its files say.</summary>
/// <param name="Trial">The run.</param>
/// <param name="Outcome">How it ended; paused where its point had no more budget.</param>
/// <param name="Steps">Steps it was trained for.</param>
/// <param name="Metrics">Its measures; of a run that diverged only what was known by then.</param>
/// <param name="Message">For a run that diverged: what happened.</param>
/// <param name="Expectations">The recipe's expectations, of a run that ended.</param>
public sealed record TrialResult(SweepTrial Trial, RunOutcome Outcome, long Steps, IReadOnlyDictionary<string, double> Metrics, string? Message, IReadOnlyList<ExpectationResult> Expectations)
{
    /// <summary>Whether it finished and met everything that its recipe expects; null where it expects nothing or has not ended.</summary>
    public bool? Met
    {
        get
        {
            if (Outcome is RunOutcome.Paused or RunOutcome.Interrupted || (Expectations.Count == 0 && Outcome != RunOutcome.Diverged))
                return null;
            var met = Outcome == RunOutcome.Finished;
            foreach (var expectation in Expectations)
                met &= expectation.Met;
            return met;
        }
    }

    /// <summary>A measure of a run that did not diverge; null where there is none.</summary>
    public double? Measure(string metric) => Outcome != RunOutcome.Diverged && Metrics.TryGetValue(metric, out var value) && double.IsFinite(value) ? value : null;
}
