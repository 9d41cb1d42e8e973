using System.Collections.Generic;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>The weights of a run that measured best on the validation data, and their file.</summary>
/// <remarks>
/// The file may be ahead of the checkpoint that a run is taken up from; the run then comes by the same measures again and writes the same bits. So the run's memory says which measure was the best, and the file only holds it.
/// </remarks>
sealed class BestWeights<T>(Recipe recipe, KeepBestRecipe keep, RunFolder folder, RunMemory memory, RunLog log, CheckpointWriter<T> checkpoints)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether nothing has got better for as long as the recipe waits.</summary>
    public bool IsPastPatience => memory.IsPastPatience(keep);

    /// <summary>The step whose weights measured best; 0 before the first measure.</summary>
    public long Step => memory.BestStep;

    /// <summary>Takes in a measure of the validation data, and writes the file where it is the best so far.</summary>
    public void Observe(Trainer<T> trainer, IReadOnlyDictionary<string, double> metrics)
    {
        if (!memory.IsBest(metrics.GetValueOrDefault(keep.Metric, double.NaN), trainer.StepsDone, keep))
            return;
        log.Best(trainer.StepsDone, keep.Metric, memory.Best);
        checkpoints.Save(folder.BestPath);
    }

    /// <summary>Puts the best weights into the network, to be measured; false where the last ones are the best, or nothing was ever measured.</summary>
    /// <exception cref="RunException">The file is gone or damaged.</exception>
    public bool Restore(Trainer<T> trainer)
    {
        if (memory.BestStep == 0 || memory.BestStep == trainer.StepsDone)
            return false;
        Resumption.ReadBest(folder, recipe).RestoreMeasured(trainer.Network, recipe.Train.Average);
        return true;
    }
}
