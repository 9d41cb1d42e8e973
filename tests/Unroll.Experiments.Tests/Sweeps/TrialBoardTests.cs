using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Sweeps;
using Unroll.Experiments.Sweeps.Ranks;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>Who gets which run, and what ranks say to each other.</summary>
public sealed class TrialBoardTests
{
    static readonly SweepPlan s_plan = SweepPlan.OfSeeds(Some.Epochs(), 6);

    static TrialBoard Board(IReadOnlyList<int> threads, params int[] done) =>
        new(s_plan.Trials, [.. s_plan.Trials.Select((trial, number) => done.Contains(number) ? TrialFiles.ResultOf(trial, End) : null)], null, threads, new SilentSweepListener());

    static TrialOutcome End => new(RunOutcome.Finished, 12, new Dictionary<string, double> { ["train.steps"] = 12, ["odd"] = double.NaN }, null);

    static string Given(TrialBoard board) => string.Join(' ', board.HandOut().Select(order => $"{order.Number}to{order.Rank}x{order.Threads}"));

    [Fact]
    public void Runs_GoToWhoHasRoom_SoALongOneHoldsNobodyUp()
    {
        var board = Board([1, 1]);
        Assert.Equal("0to0x1 1to1x1", Given(board));
        for (var next = 2; next < 6; next++)
        {
            Assert.Equal("", Given(board));
            board.Take(1, new TrialEnded(next - 1, End));
            Assert.Equal($"{next}to1x1", Given(board));
        }
        board.Take(1, new TrialEnded(5, End));
        Assert.Equal(("", false), (Given(board), board.IsOver));
        board.Take(0, new TrialEnded(0, End));
        Assert.True(board.IsOver);
        Assert.Equal(6, board.Results.OfType<TrialResult>().Count());
    }

    [Theory]
    [InlineData(new[] { 4 }, "0to0x1 1to0x1 2to0x1 3to0x1")]
    [InlineData(new[] { 13 }, "0to0x2 1to0x2 2to0x2 3to0x2 4to0x2 5to0x2")]
    [InlineData(new[] { 9, 9, 9 }, "0to0x4 1to1x4 2to2x4 3to0x4 4to1x4 5to2x4")]
    [InlineData(new[] { 1, 2 }, "0to1x1 1to0x1 2to1x1")]
    [InlineData(new[] { 2, 2, 2, 2, 2, 2, 2, 2 }, "0to0x2 1to1x2 2to2x2 3to3x2 4to4x2 5to5x2")]
    public void Runs_AreDealtEvenly_WithTheThreadsThatThereAre(int[] threads, string wanted)
    {
        Assert.Equal(wanted, Given(Board(threads)));
        Assert.Equal(wanted.Split(' ').Length, TrialBoard.AtOnce(6, threads));
    }

    [Fact]
    public void Board_ThatIsStopped_GivesOutNoMore_AndIsOverWhenAllHaveStopped()
    {
        var board = Board([1, 1], done: 0);
        Assert.Equal("1to0x1 2to1x1", Given(board));
        board.Stop();
        board.Take(0, new TrialStopped(1));
        Assert.Equal(("", false), (Given(board), board.IsOver));
        board.Take(1, new TrialEnded(2, End));
        Assert.True(board.IsOver);
        Assert.Equal([true, false, true, false, false, false], board.Results.Select(result => result is not null));
    }

    [Fact]
    public void Report_ReadBack_IsTheSame()
    {
        TrialNews[] news =
        [
            new TrialProgressed(3, new RunProgress(7, 12, 1, 2, 0.1, 1e-3, 1e5, 3.25, double.PositiveInfinity, null)), new TrialProgressed(4, new RunProgress(1, 1, 0, 0, double.NaN, 0, 0, 0, 0, "länger")), new TrialNoted(5, "a line"),
            new TrialStopped(6), new TrialFailed(7, "no disk", IsMisuse: true),
        ];
        var report = RankReport.Read(new RankReport(WantsToStop: true, [.. news, new TrialEnded(8, End with { Message = "diverged" })]).Write());
        Assert.True(report.WantsToStop);
        Assert.Equal(news, report.News.SkipLast(1));
        var outcome = Assert.IsType<TrialEnded>(report.News[^1]).Outcome;
        Assert.Equal((RunOutcome.Finished, 12, "diverged"), (outcome.Outcome, outcome.Steps, outcome.Message));
        Assert.Equal(End.Metrics, outcome.Metrics);
    }

    [Fact]
    public void Orders_ReadBack_HaveTheRanksOwnRuns()
    {
        var orders = new SweepOrders(SweepState.Going, TimeSpan.FromMilliseconds(3), [new TrialOrder(0, 0, s_plan.Trials[0], null, 1), new TrialOrder(2, 1, s_plan.Trials[1], 4, 5)]);
        var read = SweepOrders.Read(orders.Write(), rank: 2);
        Assert.Equal((orders.State, orders.Pause), (read.State, read.Pause));
        var order = Assert.Single(read.Given);
        Assert.Equal((2, 1, 4, 5, s_plan.Trials[1].Name), (order.Rank, order.Number, order.Budget, order.Threads, order.Trial.Name));
        Assert.Equal(Recipes(s_plan.Trials[1]), Recipes(order.Trial));
    }

    static string Recipes(SweepTrial trial) => Experiments.Recipes.RecipeText.Write(trial.Recipe);
}
