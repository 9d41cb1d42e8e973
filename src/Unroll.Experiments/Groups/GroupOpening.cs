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
    /// <summary>What a rank says whose data are others.</summary>
    public const string OtherData = "the data here are not those of rank 0; give all ranks the same files.";

    /// <summary>Rank 0: gives the recipe, and comes back when all others have made their tasks of it and found that they have the same data.</summary>
    public static void Give<T>(ICollective collective, Recipe recipe, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (collective.Size == 1)
            return;
        _ = collective.BroadcastBytes(Encoding.UTF8.GetBytes(RecipeText.Write(recipe)));
        collective.ExpectDelay();   // they read their data
        _ = collective.BroadcastBytes(Encoding.UTF8.GetBytes((task.Memory as IDataFingerprint)?.Save() ?? ""));
        collective.Sum<double>([0]);
    }

    /// <summary>Rank 0: gives what the run is taken up from; null where it begins.</summary>
    public static void GiveCheckpoint(ICollective collective, Checkpoint? checkpoint)
    {
        if (collective.Size > 1)
            _ = collective.BroadcastBytes(checkpoint is null ? [] : File.ReadAllBytes(checkpoint.Path));
    }

    /// <summary>The others: the recipe. Rank 0 reads its data first, which may take long.</summary>
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
        collective.ExpectDelay();   // others may read more slowly
        var text = Encoding.UTF8.GetString(collective.BroadcastBytes([]));
        try
        {
            (task.Memory as IDataFingerprint)?.Load(text);
        }
        catch (FormatException e)
        {
            throw new RunException(OtherData, e);
        }
        collective.Sum<double>([0]);
    }

    /// <summary>The others: what the run is taken up from; null where it begins.</summary>
    public static Checkpoint? TakeCheckpoint(ICollective collective)
    {
        collective.ExpectDelay();   // rank 0 looks for one it can read, or draws the first weights
        return collective.BroadcastBytes([]) is { Length: > 0 } bytes ? Checkpoint.Parse(bytes, "rank 0's checkpoint") : null;
    }
}
