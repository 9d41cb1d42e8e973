using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps;

/// <summary>A point's place.</summary>
/// <param name="Rank">From 1; points that got further in successive halving stand before those that got less far.</param>
/// <param name="Point">The point.</param>
/// <param name="Budget">Epochs or steps that it was given in the end.</param>
/// <param name="Score">What it is ranked by: the metric's median or mean over its seeds; infinite where a run that diverged decides it.</param>
/// <param name="Runs">Its runs, one for each seed.</param>
/// <param name="Summaries">Every metric over these runs.</param>
/// <param name="Success">How many of them met what the recipe expects; null where it expects nothing or they paused.</param>
public sealed record SweepStanding(int Rank, SweepPoint Point, int Budget, double Score, IReadOnlyList<TrialResult> Runs, IReadOnlyList<MetricSummary> Summaries, SuccessRate? Success)
{
    /// <summary>Runs that diverged.</summary>
    public int Diverged
    {
        get
        {
            var count = 0;
            foreach (var run in Runs)
                count += run.Outcome == RunOutcome.Diverged ? 1 : 0;
            return count;
        }
    }
}
