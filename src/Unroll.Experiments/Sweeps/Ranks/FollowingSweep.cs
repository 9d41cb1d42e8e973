using System;
using System.Collections.Generic;
using System.Threading;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>A rank that trains the runs that rank 0 gives it, and says nothing but to rank 0.</summary>
sealed class FollowingSweep(TrialFiles files, RunOptions options, SweepData data)
{
    readonly Lock _gate = new();
    List<TrialNews> _news = [];

    /// <summary>Follows rank 0 to the sweep's end.</summary>
    public void Go(CancellationToken stop)
    {
        using var crew = new TrialCrew(new TrialRunner(files, options, data), Tell, stop);
        var state = SweepState.Resting;
        while (true)
        {
            // Rank 0 plans, or chooses by what a round came to.
            if (state == SweepState.Resting)
                options.Collective.ExpectDelay();
            var orders = Meet(stop);
            foreach (var order in orders.Given)
                crew.Start(order);
            state = orders.State;
            if (state == SweepState.Over)
                return;
            if (state == SweepState.Stopping)
                crew.Stop();
            if (state != SweepState.Resting)
                crew.WaitForAnEnd(orders.Pause);
        }
    }

    SweepOrders Meet(CancellationToken stop)
    {
        var news = TakeNews();
        // Looked at after the news: where a run tells that it stopped, the wish is there as well, and rank 0 gives out no more.
        _ = options.Collective.Gather(new RankReport(stop.IsCancellationRequested, news).Write());
        return SweepOrders.Read(options.Collective.BroadcastBytes([]), options.Collective.Rank);
    }

    void Tell(TrialNews news)
    {
        lock (_gate)
            _news.Add(news);
    }

    List<TrialNews> TakeNews()
    {
        lock (_gate)
        {
            var taken = _news;
            _news = [];
            return taken;
        }
    }
}
