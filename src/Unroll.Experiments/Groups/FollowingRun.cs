using System.Numerics;
using System.Threading;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Groups;

/// <summary>A run that another rank leads: it trains along, writes nothing, and says nothing.</summary>
sealed class FollowingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Trainer<T> _trainer;
    readonly RunGroup<T> _group;
    readonly WorkerTeam _team;

    /// <summary>Makes everything, and takes up what rank 0 takes up.</summary>
    /// <exception cref="RecipeException">What the recipe names cannot be had at this rank.</exception>
    /// <exception cref="RunException">This rank's data are not those of rank 0.</exception>
    public FollowingRun(Recipe recipe, RunOptions options, WorkerTeam team)
    {
        _team = team;
        var parts = new ExperimentParts<T>(recipe, options.Threads, MemoryCheck.ShareOf(options.ProcessesHere));
        _trainer = parts.CreateTrainer(team, options.Collective);
        _group = new RunGroup<T>(options.Collective, _trainer);
        GroupOpening.RequireSameData(options.Collective, parts.Task);
        if (GroupOpening.TakeCheckpoint(options.Collective) is { } checkpoint)
            Resumption.Restore(checkpoint, _trainer, new RunMemory(), options.Collective.Rank);
    }

    /// <summary>Follows rank 0 to the run's end.</summary>
    public RunOutcome Go(CancellationToken stop)
    {
        while (true)
        {
            switch (_group.Follow(stop.IsCancellationRequested))
            {
                case GroupOrder.Step:
                    Step();
                    break;
                case GroupOrder.Measure:
                    _group.MeasureAlong(_team);
                    break;
                case GroupOrder.End:
                    return _group.Outcome;
                default:
                    break;
            }
        }
    }

    void Step()
    {
        try
        {
            _ = _group.StepAlike();
        }
        catch (TrainingDivergedException)
        {
            // Rank 0 sees the same, says so, and ends the run.
        }
    }
}
