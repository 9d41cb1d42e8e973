using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Experiments.Runs;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Groups;

/// <summary>
/// The ranks that train one run together, as one of them sees it. Rank 0 leads: it has the run folder, the listener and the last word on what comes next; the others follow its orders, so nothing is decided twice.
/// An order goes out, and the wish of any rank to stop comes in, with one short sum. One rank alone costs nothing.
/// </summary>
/// <param name="collective">The ranks.</param>
/// <param name="trainer">This rank's trainer.</param>
sealed class RunGroup<T>(ICollective collective, Trainer<T> trainer)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int StepsBetweenComparisons = 100;
    const int OrderPlace = 0, OutcomePlace = 1, SetsPlace = 2, WishesPlace = 3;

    readonly double[] _words = new double[4];
    T[] _own = [];   // this rank's weights, while it measures with rank 0's
    bool _ended;

    /// <summary>Whether there is no other rank.</summary>
    public bool IsAlone => collective.Size == 1;

    /// <summary>Rank 0: whether another rank was asked to stop.</summary>
    public bool StopIsWanted { get; private set; }

    /// <summary>How the run ended, once it has.</summary>
    public RunOutcome Outcome { get; private set; }

    /// <summary>Rank 0: a training step of all.</summary>
    public StepReport Step()
    {
        Say(GroupOrder.Step);
        return StepAlike();
    }

    /// <summary>A training step, when all know that it comes. Now and then it looks whether all have the same parameters.</summary>
    /// <exception cref="RanksDifferException">They have not.</exception>
    public StepReport StepAlike()
    {
        var report = trainer.Step();
        if (report.Step % StepsBetweenComparisons == 0)
            RequireSame();
        return report;
    }

    /// <summary>Rank 0, before a checkpoint: the states that rows go on from, of all workers in their order; none where the task carries none. All ranks compare their parameters, so that none of a rank gone wrong is saved.</summary>
    /// <exception cref="RanksDifferException">They differ.</exception>
    public IReadOnlyList<T[]> GatherStates()
    {
        var own = trainer.CarriedStates.Select(states =>
        {
            var numbers = new T[states.Count];
            states.Save(numbers);
            return numbers;
        }).ToArray();
        if (IsAlone)
            return own;
        Say(GroupOrder.Save);
        RequireSame();
        return own.Length == 0 ? own : [.. collective.Gather(MemoryMarshal.AsBytes(own[0].AsSpan())).Select(bytes => MemoryMarshal.Cast<byte, T>(bytes).ToArray())];
    }

    /// <summary>Rank 0: says that it now does something by itself, which may take long.</summary>
    public void Wait() => Say(GroupOrder.Wait);

    /// <summary>Rank 0: measures the network as it stands; all ranks together where the task's measuring is divided. The weights go with the order: they may be averages, or the best so far.</summary>
    public IReadOnlyDictionary<string, double> Measure(MeasuredSets sets, WorkerTeam team)
    {
        var network = trainer.Network;
        if (IsAlone || !TaskMeasures.AreDivided(trainer.Task))
            return TaskMeasures.Of(trainer.Task, sets, network, team, EvaluationShare.Whole);
        _words[SetsPlace] = (double)sets;
        Say(GroupOrder.Measure);
        collective.Broadcast(network.Parameters.Values);
        return TaskMeasures.Of(trainer.Task, sets, network, team, new EvaluationShare(collective));
    }

    /// <summary>The others, at that order: does this rank's share.</summary>
    public void MeasureAlong(WorkerTeam team)
    {
        var parameters = trainer.Network.Parameters;
        _own = _own.Length == 0 ? new T[parameters.Count] : _own;
        parameters.Values.CopyTo(_own);
        collective.Broadcast(parameters.Values);
        parameters.MarkChanged();
        _ = TaskMeasures.Of(trainer.Task, (MeasuredSets)(int)_words[SetsPlace], trainer.Network, team, new EvaluationShare(collective));
        _own.CopyTo(parameters.Values);
        parameters.MarkChanged();
        collective.ExpectDelay();   // rank 0 writes down what came of it
    }

    /// <summary>Rank 0: the run is over. Only the first time.</summary>
    public void End(RunOutcome outcome)
    {
        if (_ended)
            return;
        (_ended, Outcome) = (true, outcome);
        Say(GroupOrder.End);
    }

    /// <summary>The other ranks: waits for the next order.</summary>
    /// <param name="wantsToStop">Whether this rank was asked to stop.</param>
    public GroupOrder Follow(bool wantsToStop)
    {
        Array.Clear(_words);
        _words[WishesPlace] = wantsToStop ? 1 : 0;
        collective.Sum<double>(_words);
        var order = (GroupOrder)(int)_words[OrderPlace];
        switch (order)
        {
            case GroupOrder.Save:
                GiveStates();
                break;
            case GroupOrder.End:
                Outcome = (RunOutcome)(int)_words[OutcomePlace];
                break;
        }
        // Whoever saves or measures takes its time.
        if (order != GroupOrder.Step)
            collective.ExpectDelay();
        return order;
    }

    void GiveStates()
    {
        RequireSame();
        if (trainer.CarriedStates.Count == 0)
            return;
        var numbers = new T[trainer.CarriedStates[0].Count];
        trainer.CarriedStates[0].Save(numbers);
        _ = collective.Gather(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    void RequireSame() => collective.RequireSame<T>(trainer.Network.Parameters.Values, "the parameters", trainer.StepsDone);

    void Say(GroupOrder order)
    {
        if (IsAlone)
            return;
        (_words[OrderPlace], _words[OutcomePlace], _words[WishesPlace]) = ((double)order, (double)Outcome, 0);
        collective.Sum<double>(_words);
        StopIsWanted |= _words[WishesPlace] > 0;
    }
}
