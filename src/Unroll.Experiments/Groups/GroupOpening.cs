using System;
using System.IO;
using System.Numerics;
using System.Text;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Tasks;
using Unroll.Training;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Groups;

/// <summary>What rank 0 gives the others before a run's first step: the recipe, what its task says of its data, and the checkpoint that the run is taken up from. So they need no run folder, and no recipe of their own.</summary>
static class GroupOpening
{
    /// <summary>Rank 0: gives it.</summary>
    /// <param name="collective">The ranks.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="task">The task.</param>
    /// <param name="checkpoint">What is taken up; null for a run that begins.</param>
    public static void Give<T>(ICollective collective, Recipe recipe, ITask<T> task, Checkpoint? checkpoint)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (collective.Size == 1)
            return;
        _ = collective.BroadcastBytes(Encoding.UTF8.GetBytes(RecipeText.Write(recipe)));
        _ = collective.BroadcastBytes(Encoding.UTF8.GetBytes((task.Memory as IDataFingerprint)?.Save() ?? ""));
        _ = collective.BroadcastBytes(checkpoint is null ? [] : File.ReadAllBytes(checkpoint.Path));
    }

    /// <summary>The others: the recipe. Rank 0 reads its data first, which may take any time.</summary>
    public static Recipe TakeRecipe(ICollective collective)
    {
        collective.ExpectDelay();
        return RecipeReader.Parse(Encoding.UTF8.GetString(collective.BroadcastBytes([])), "rank 0's recipe");
    }

    /// <summary>The others: looks whether this rank's data are those of rank 0.</summary>
    /// <exception cref="RunException">They are not.</exception>
    public static void RequireSameData<T>(ICollective collective, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var text = Encoding.UTF8.GetString(collective.BroadcastBytes([]));
        if (task.Memory is not IDataFingerprint memory)
            return;
        try
        {
            memory.Load(text);
        }
        catch (FormatException e)
        {
            throw new RunException($"the data of rank {collective.Rank} are not those of rank 0: {e.Message}", e);
        }
    }

    /// <summary>The others: what the run is taken up from; null where it begins.</summary>
    public static Checkpoint? TakeCheckpoint(ICollective collective) => collective.BroadcastBytes([]) is { Length: > 0 } bytes ? Checkpoint.Parse(bytes, "rank 0's checkpoint") : null;
}
