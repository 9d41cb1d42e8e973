using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>Rank 0's view of a round: which runs are open, who has which at work, what came of them. Any thread may tell it.</summary>
sealed class TrialBoard
{
    readonly Lock _gate = new();
    readonly IReadOnlyList<SweepTrial> _trials;
    readonly int? _budget;
    readonly IReadOnlyList<int> _threads;
    readonly ISweepListener _listener;
    readonly Queue<int> _open;
    readonly int[] _places, _atWork;   // by rank
    readonly TrialResult?[] _results;
    readonly SortedDictionary<int, Exception> _failures = [];
    bool _stops;

    /// <summary>Lays out a round.</summary>
    /// <param name="trials">Its runs.</param>
    /// <param name="known">What came of those that were done before; null for the others.</param>
    /// <param name="budget">Where they pause; null for their end.</param>
    /// <param name="threads">By rank.</param>
    /// <param name="listener">Is told, one call at a time.</param>
    public TrialBoard(IReadOnlyList<SweepTrial> trials, IReadOnlyList<TrialResult?> known, int? budget, IReadOnlyList<int> threads, ISweepListener listener)
    {
        (_trials, _budget, _threads, _listener) = (trials, budget, threads, listener);
        _results = [.. known];
        _open = new(Enumerable.Range(0, trials.Count).Where(trial => known[trial] is null));
        _places = PlacesOf(_open.Count, threads);
        _atWork = new int[threads.Count];
        foreach (var result in known.OfType<TrialResult>())
            listener.Ended(result);
    }

    /// <summary>Whether no run is wanted any more, or at work.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
                return (_stops || _open.Count == 0) && Array.TrueForAll(_atWork, count => count == 0);
        }
    }

    /// <summary>Whether runs are asked to stop.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_gate)
                return _stops;
        }
    }

    /// <summary>What came of the runs, in their order; null for those that did not end.</summary>
    /// <exception cref="RunException">A run could not go on; of several the first in order.</exception>
    public IReadOnlyList<TrialResult?> Results
    {
        get
        {
            foreach (var failure in _failures.Values)
                ExceptionDispatchInfo.Throw(failure);
            return _results;
        }
    }

    /// <summary>How many of so many runs go side by side.</summary>
    public static int AtOnce(int runs, IReadOnlyList<int> threads) => Math.Clamp(PlacesOf(runs, threads).Sum(), 1, Math.Max(1, runs));

    // Runs that each rank has at work at most: one for each of its threads, and fewer where all have not as many, so that no rank has all and the others none.
    static int[] PlacesOf(int runs, IReadOnlyList<int> threads) => [.. threads.Select(one => Math.Clamp((runs + threads.Count - 1) / threads.Count, 1, one))];

    /// <summary>Gives runs to ranks that have room: the next one to whoever has most.</summary>
    public IReadOnlyList<TrialOrder> HandOut()
    {
        lock (_gate)
        {
            var given = new List<TrialOrder>();
            while (!_stops && _open.Count > 0)
            {
                var rank = Enumerable.Range(0, _places.Length).MaxBy(Room);
                if (Room(rank) == 0)
                    break;
                var number = _open.Dequeue();
                _atWork[rank]++;
                given.Add(new TrialOrder(rank, number, _trials[number], _budget, _threads[rank] / _places[rank]));
            }
            return given;
        }
    }

    /// <summary>Gives out no more.</summary>
    public void Stop()
    {
        lock (_gate)
            _stops = true;
    }

    /// <summary>Takes in what a rank tells.</summary>
    public void Take(int rank, TrialNews news)
    {
        lock (_gate)
        {
            var trial = _trials[news.Trial];
            switch (news)
            {
                case TrialProgressed progressed:
                    _listener.Progressed(trial, progressed.Progress);
                    return;
                case TrialNoted noted:
                    _listener.Noted($"{trial.Name}: {noted.Line}");
                    return;
                case TrialEnded ended:
                    var result = TrialFiles.ResultOf(trial, ended.Outcome);
                    _listener.Ended(result);
                    _results[news.Trial] = result;
                    break;
                case TrialFailed failed:
                    _failures.TryAdd(news.Trial, failed.Cause ?? new RunException($"rank {rank}: {failed.Message}") { IsMisuse = failed.IsMisuse });
                    _stops = true;
                    break;
            }
            _atWork[rank]--;
        }
    }

    int Room(int rank) => _places[rank] - _atWork[rank];
}
