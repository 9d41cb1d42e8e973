using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Sweeps.Ranks;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Sweeps;

/// <summary>
/// Runs trials side by side, one on each thread of each rank; with more threads than trials left, a trial has several. None of it shows in a bit. Rank 0 gives runs out as ranks get room, and trains some itself.
/// </summary>
/// <remarks>
/// All ranks meet again and again: they tell rank 0 what their runs came to, and it says what comes next. In between they sleep: a moment after something happened, then ever longer, so short runs are given out at once and
/// long ones cost no traffic. Runs have threads of their own, so no rank waits for another's.
/// </remarks>
sealed class TrialTeam(TrialFiles files, RunOptions options, ISweepListener listener, IReadOnlyList<int> threads, CancellationToken stop)
{
    const int RanksWithoutCrowd = 16;   // a meeting is a message from each to each: with more of them they meet less often
    static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan s_longestInACrowd = TimeSpan.FromSeconds(1);

    readonly ICollective _collective = options.Collective;
    TimeSpan _pause = s_shortest;

    TimeSpan LongestPause => s_longest * Math.Clamp((double)_collective.Size / RanksWithoutCrowd, 1, s_longestInACrowd / s_longest);

    /// <summary>How many trials of so many go side by side.</summary>
    public int AtOnce(int trials) => TrialBoard.AtOnce(trials, threads);

    /// <summary>Brings trials to a budget; what is known already is not run again.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="known">What is known of them, in the same order; null where it is not.</param>
    /// <param name="budget">Where they pause; null for their end.</param>
    /// <returns>What came of them, in the order of the trials; null for those that were asked to stop.</returns>
    public IReadOnlyList<TrialResult?> Run(IReadOnlyList<SweepTrial> trials, IReadOnlyList<TrialResult?> known, int? budget)
    {
        var board = new TrialBoard(trials, known, budget, threads, listener);
        using var crew = new TrialCrew(new TrialRunner(files, options), news => board.Take(0, news), stop);
        // Other ranks are told of a failure before this one's own runs have saved.
        return RankGuard.Together(_collective, () =>
        {
            while (Meet(board, crew) != SweepState.Resting)
                crew.WaitForAnEnd(_pause);
            return board.Results;
        });
    }

    /// <summary>Lets the other ranks go.</summary>
    public void Close()
    {
        if (_collective.Size == 1)
            return;
        _ = _collective.Gather([]);
        _ = _collective.BroadcastBytes(new SweepOrders(SweepState.Over, default, []).Write());
    }

    SweepState Meet(TrialBoard board, TrialCrew crew)
    {
        var hasNews = _collective.Size > 1 && Hear(board);
        if (stop.IsCancellationRequested)
            board.Stop();
        var given = board.HandOut();
        var state = board.IsOver ? SweepState.Resting : board.IsStopping ? SweepState.Stopping : SweepState.Going;
        _pause = hasNews || given.Count > 0 ? s_shortest : TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
        if (_collective.Size > 1)
            _ = _collective.BroadcastBytes(new SweepOrders(state, _pause, given).Write());
        foreach (var order in given.Where(order => order.Rank == 0))
            crew.Start(order);
        if (state == SweepState.Stopping)
            crew.Stop();
        return state;
    }

    bool Hear(TrialBoard board)
    {
        var reports = _collective.Gather([]);
        var hasNews = false;
        for (var rank = 1; rank < reports.Count; rank++)
        {
            var report = RankReport.Read(reports[rank]);
            if (report.WantsToStop)
                board.Stop();
            foreach (var news in report.News)
                board.Take(rank, news);
            hasNews |= report.News.Count > 0;
        }
        return hasNews;
    }
}
