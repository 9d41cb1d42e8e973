using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>The order of points, from results made up.</summary>
public sealed class SweepRankingTests
{
    const string Metric = "test.lastBitAccuracy";

    static readonly SweepPlan s_plan = SweepPlan.Of(Some.Epochs("expect=[]"), new SweepRequest { Axes = [SweepAxis.ParseList("train.batch=1,2,3,4")], Metric = Metric });

    static TrialResult Result(int point, double? score, double? loss)
    {
        var metrics = new Dictionary<string, double>();
        if (score is { } measured)
            metrics[Metric] = measured;
        if (loss is { } found)
            metrics["train.lossPerTarget"] = found;
        return new(s_plan.Trials[point - 1], RunOutcome.Finished, 1, metrics, null, []);
    }

    static int[] Order(params TrialResult[][] rounds)
    {
        var ranking = new SweepRanking(s_plan);
        for (var round = 0; round < rounds.Length; round++)
            ranking.Add(round + 1, round + 1, rounds[round]);
        Assert.Equal(Enumerable.Range(1, ranking.Standings.Count), ranking.Standings.Select(standing => standing.Rank));
        return [.. ranking.Standings.Select(standing => standing.Point.Number)];
    }

    [Fact]
    public void Points_AreInTheOrderOfTheirScores_AndThoseWithoutOneComeLast() =>
        Assert.Equal([4, 2, 3, 1], Order([Result(1, null, 0.1), Result(2, 0.8, 9), Result(3, 0.7, 0.1), Result(4, 0.9, 9)]));

    [Fact]
    public void Equals_AreToldApartByTheTrainingLoss_ThenByNumber() =>
        Assert.Equal([3, 1, 2, 4], Order([Result(4, 0.9, null), Result(2, 0.9, 0.2), Result(1, 0.9, 0.2), Result(3, 0.9, 0.1)]));

    // What a longer run measures is not held against what a shorter one does.
    [Fact]
    public void Points_ThatGotFurther_StandFirst() =>
        Assert.Equal([3, 1, 4, 2], Order([Result(1, 0.8, 1), Result(2, 0.6, 1), Result(3, 0.9, 1), Result(4, 0.7, 1)], [Result(1, 0.3, 1), Result(3, 0.4, 1)]));
}
