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
    /// <param name="log">The run's log; a checkpoint that was saved after other lines than it begins with is passed over. Null where that does not matter.</param>
    /// <param name="listener">Is told of those passed over.</param>
    /// <exception cref="RunException">There are checkpoints and none can be read, or one is of another recipe.</exception>
    public static Checkpoint? Find(RunFolder folder, Recipe recipe, RunLog? log, IRunListener listener)
    {
        var problems = new List<string>();
        foreach (var path in folder.Checkpoints())
        {
            var problem = TryRead(path, out var checkpoint);
            if (checkpoint is null)
            {
                problems.Add(problem!);
                continue;
            }
            if (checkpoint.RecipeHash != RecipeHash.Of(recipe))
                throw new RunException($"{path}: is a checkpoint of another recipe; nothing was changed.");
            if (log is not null && Misfit(checkpoint, log) is { } misfit)
            {
                problems.Add($"{path}: {misfit}");
                continue;
            }
            foreach (var passed in problems)
                listener.Noted($"{passed}; using {Path.GetFileName(path)} instead");
            return checkpoint;
        }
        return problems.Count == 0 ? null : throw new RunException($"{problems[0]}; no whole checkpoint is left, nothing was changed; train it again in another folder.");
    }

    /// <summary>The checkpoint that a run is measured and spoken by: its best where it has one that can be read, else its newest; null where there is none at all.</summary>
    /// <exception cref="RunException">There are checkpoints and none can be read, or one is of another recipe.</exception>
    public static Checkpoint? FindUsed(RunFolder folder, Recipe recipe, IRunListener listener)
    {
        if (!File.Exists(folder.BestPath))
            return Find(folder, recipe, log: null, listener);
        if (TryRead(folder.BestPath, out var best) is { } problem)
        {
            listener.Noted($"{problem}; using the newest checkpoint instead");
            return Find(folder, recipe, log: null, listener);
        }
        return best!.RecipeHash == RecipeHash.Of(recipe) ? best : throw new RunException($"{folder.BestPath}: is a checkpoint of another recipe; nothing was changed.");
    }

    /// <summary>The checkpoint that measured best.</summary>
    /// <exception cref="RunException">It is not there, damaged, or of another recipe.</exception>
    public static Checkpoint ReadBest(RunFolder folder, Recipe recipe)
    {
        if (TryRead(folder.BestPath, out var checkpoint) is { } problem)
            throw new RunException($"{problem}; the weights that measured best are lost: train it again in another folder.");
        return checkpoint!.RecipeHash == RecipeHash.Of(recipe) ? checkpoint : throw new RunException($"{folder.BestPath}: is a checkpoint of another recipe; nothing was changed.");
    }

    /// <summary>Puts trainer and memory where the checkpoint stood.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="firstWorker">The number of the trainer's first worker among all.</param>
    /// <exception cref="RunException">It does not fit.</exception>
    public static void Restore<T>(Checkpoint checkpoint, Trainer<T> trainer, RunMemory memory, int firstWorker = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            // First what the task remembers: that its text is another one says more than that the weights of another vocabulary do not fit.
            memory.Load(checkpoint.RunMemory);
            trainer.Restore(checkpoint.State);
            checkpoint.Restore(trainer, firstWorker);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new RunException($"{checkpoint.Path}: its state cannot be taken up: {e.Message}", e);
        }
    }

    // A log that is taken back to the checkpoint must be the one that the checkpoint was saved with, or the run would tell a story that never happened.
    static string? Misfit(Checkpoint checkpoint, RunLog log) =>
        log.Length < checkpoint.EventsLength ? $"was saved with {checkpoint.EventsLength} bytes of events.jsonl, which now has {log.Length}"
        : checkpoint.EventsHash is { } hash && log.HashOf(checkpoint.EventsLength) != hash ? "was saved after other lines than those that events.jsonl now begins with"
        : null;

    /// <summary>Reads a checkpoint.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? TryRead(string path, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        try
        {
            checkpoint = Checkpoint.Read(path);
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
