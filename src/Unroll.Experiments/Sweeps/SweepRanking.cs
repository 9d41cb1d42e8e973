using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Sweeps;

/// <summary>Puts points in order. The order depends on their measures and numbers alone, never on which run ended first.</summary>
sealed class SweepRanking(SweepPlan plan)
{
    const string TieBreaker = "train.lossPerTarget";

    readonly Dictionary<int, (int Round, SweepStanding Standing)> _points = [];

    /// <summary>Points in order, the best first: those that got furthest, then by score, then the smaller training loss, then the smaller number.</summary>
    public IReadOnlyList<SweepStanding> Standings =>
    [
        .. _points.Values.OrderByDescending(entry => entry.Round).ThenBy(entry => Key(entry.Standing.Score)).ThenBy(entry => LossOf(entry.Standing)).ThenBy(entry => entry.Standing.Point.Number)
            .Select((entry, index) => entry.Standing with { Rank = index + 1 }),
    ];

    /// <summary>Takes up the results of a round, in the order of its trials.</summary>
    public void Add(int round, int budget, IReadOnlyList<TrialResult> results)
    {
        foreach (var runs in results.GroupBy(result => result.Trial.Point.Number))
            _points[runs.Key] = (round, Standing([.. runs], budget));
    }

    SweepStanding Standing(TrialResult[] runs, int budget)
    {
        var names = runs.SelectMany(run => run.Metrics.Keys).Append(plan.Metric.Name).Distinct().ToList();
        var summaries = names.Select(name => MetricSummary.Of(name, [.. runs.Select(run => run.Measure(name))], name == plan.Metric.Name ? plan.Metric.LargerIsBetter : SweepMetric.Direction(plan.Recipe, name))).ToList();
        var main = summaries.Find(summary => summary.Metric == plan.Metric.Name)!;
        var judged = runs.Where(run => run.Met is not null).ToArray();
        var success = judged.Length == runs.Length && (plan.Recipe.Expect.Count > 0) ? new SuccessRate(judged.Count(run => run.Met == true), judged.Length) : null;
        return new SweepStanding(0, runs[0].Trial.Point, budget, plan.Statistic == SweepStatistic.Mean ? main.Mean : main.Median, runs, summaries, success);
    }

    // Smaller is earlier; what was not measured comes last.
    double Key(double score) => double.IsNaN(score) ? double.PositiveInfinity : plan.Metric.LargerIsBetter == false ? score : -score;

    static double LossOf(SweepStanding standing) => standing.Summaries.FirstOrDefault(summary => summary.Metric == TieBreaker) is { Median: var loss } && !double.IsNaN(loss) ? loss : double.PositiveInfinity;
}
