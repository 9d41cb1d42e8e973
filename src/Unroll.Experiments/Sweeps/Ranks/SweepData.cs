using Unroll.Experiments.Groups;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>What rank 0 found of the data of a sweep's first run. Ranks read data from their own disks, and other data would give other results without a word.</summary>
/// <param name="Task">The task of that run, as JSON.</param>
/// <param name="Fingerprint">What the task says of its data; empty where it makes them itself.</param>
sealed record SweepData(string Task, string Fingerprint)
{
    /// <summary>Looks at rank 0's data.</summary>
    public static SweepData Of(SweepTrial first) => new(first.Recipe.Task.ToJsonString(), Experiment.Create(first.Recipe).DataFingerprint);

    /// <summary>Looks whether this rank has the same; runs of another task are not looked at.</summary>
    /// <exception cref="RunException">It has not.</exception>
    public void RequireSame(Recipe recipe, Experiment experiment)
    {
        if (experiment.DataFingerprint != Fingerprint && recipe.Task.ToJsonString() == Task)
            throw new RunException(GroupOpening.OtherData);
    }
}
