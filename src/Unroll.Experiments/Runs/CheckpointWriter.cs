using System.IO;
using System.Numerics;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Recipes;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>Writes checkpoints of a run.</summary>
/// <param name="recipe">Its recipe.</param>
/// <param name="trainer">Its trainer.</param>
/// <param name="group">The ranks, whose rows' states belong to it.</param>
/// <param name="memory">What the run remembers.</param>
/// <param name="log">Its log.</param>
sealed class CheckpointWriter<T>(Recipe recipe, Trainer<T> trainer, RunGroup<T> group, RunMemory memory, RunLog log)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => Checkpoint.Save(path, recipe, trainer, group.GatherStates(), memory.Save(), log);
}
