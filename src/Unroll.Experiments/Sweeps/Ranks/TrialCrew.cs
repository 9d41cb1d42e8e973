using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>The runs that this rank has at work, each on a thread of its own (and as many more as it was given), so that the rank itself always has an ear for the others.</summary>
/// <param name="runner">Trains one.</param>
/// <param name="tell">Is told what comes of them, from their threads.</param>
/// <param name="stop">When cancelled, all save and stop.</param>
sealed class TrialCrew(TrialRunner runner, Action<TrialNews> tell, CancellationToken stop) : IDisposable
{
    readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
    readonly AutoResetEvent _ended = new(initialState: false);
    readonly List<Thread> _threads = [];

    /// <summary>Begins a run.</summary>
    public void Start(TrialOrder order)
    {
        _threads.RemoveAll(thread => !thread.IsAlive);
        var thread = new Thread(() => Work(order)) { IsBackground = true, Name = $"unroll-run-{order.Number + 1}" };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Returns when a run has ended since the last time, at the latest after so long.</summary>
    public void WaitForAnEnd(TimeSpan most) => _ = _ended.WaitOne(most);

    /// <summary>Asks all runs to save and stop.</summary>
    public void Stop() => _ending.Cancel();

    /// <summary>Asks all runs to save and stop, and waits until they have.</summary>
    public void Dispose()
    {
        Stop();
        foreach (var thread in _threads)
            thread.Join();
        _ending.Dispose();
        _ended.Dispose();
    }

    // One that cannot go on (a full disk) asks its neighbours to save and stop; rank 0 asks the other ranks.
    void Work(TrialOrder order)
    {
#pragma warning disable CA1031 // Told to rank 0.
        try
        {
            var outcome = runner.Run(order, new Relay(tell, order.Number), _ending.Token);
            tell(outcome is null ? new TrialStopped(order.Number) : new TrialEnded(order.Number, outcome));
        }
        catch (Exception e)
        {
            tell(new TrialFailed(order.Number, MessageOf(e), e is RecipeException or RunException { IsMisuse: true }) { Cause = e });
            _ending.Cancel();
        }
#pragma warning restore CA1031
        _ended.Set();
    }

    static string MessageOf(Exception failure) =>
        failure is RecipeException or RunException or IOException or UnauthorizedAccessException ? failure.Message : $"unexpected {failure.GetType().Name}: {failure.Message}";

    /// <summary>Passes on what a run tells.</summary>
    sealed class Relay(Action<TrialNews> tell, int trial) : IRunListener
    {
        public void Started(RunStart start)
        {
        }

        public void Progressed(in RunProgress progress) => tell(new TrialProgressed(trial, progress));

        public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
        {
        }

        public void Noted(string line) => tell(new TrialNoted(trial, line));
    }
}
