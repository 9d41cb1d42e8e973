using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Interop.Safetensors;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>Finds the checkpoint to go on from: the newest that is whole.</summary>
static class Resumption
{
    /// <summary>The newest checkpoint that can be read; null where there is none at all.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="eventsLength">Bytes of events.jsonl; a checkpoint that was saved when there were more is passed over. Null where that does not matter.</param>
    /// <param name="listener">Is told of those passed over.</param>
    /// <exception cref="RunException">There are checkpoints and none can be read, or one is of another recipe.</exception>
    public static Checkpoint? Find(RunFolder folder, Recipe recipe, long? eventsLength, IRunListener listener)
    {
        var problems = new List<string>();
        foreach (var path in folder.Checkpoints())
        {
            var problem = TryRead(path, eventsLength, out var checkpoint);
            if (checkpoint is null)
            {
                problems.Add(problem!);
                continue;
            }
            if (checkpoint.RecipeHash != RecipeHash.Of(recipe))
                throw new RunException($"{path}: is a checkpoint of another recipe; nothing was changed.");
            foreach (var passed in problems)
                listener.Noted($"{passed}; using {Path.GetFileName(path)} instead");
            return checkpoint;
        }
        return problems.Count == 0 ? null : throw new RunException($"{problems[0]}; no whole checkpoint is left, nothing was changed.");
    }

    /// <summary>Puts trainer and memory where the checkpoint stood.</summary>
    public static void Restore<T>(Checkpoint checkpoint, Trainer<T> trainer, RunMemory memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        checkpoint.Restore(trainer.Network, trainer.Optimizer);
        try
        {
            memory.Load(checkpoint.RunMemory);
            trainer.Restore(checkpoint.State);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new RunException($"{checkpoint.Path}: its state cannot be taken up: {e.Message}", e);
        }
    }

    static string? TryRead(string path, long? eventsLength, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        try
        {
            var read = Checkpoint.Read(path);
            if (eventsLength < read.EventsLength)
                return $"{path}: was saved with {read.EventsLength} bytes of events.jsonl, which now has {eventsLength}";
            checkpoint = read;
            return null;
        }
        catch (SafetensorsException e)
        {
            return e.Message.TrimEnd('.');   // names the file itself
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return $"{path}: {e.Message.TrimEnd('.')}";
        }
    }
}
