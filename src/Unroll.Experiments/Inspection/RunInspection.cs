using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Inspection;

/// <summary>Looks inside the network of a run, as its last checkpoint has it.</summary>
public static class RunInspection
{
    /// <summary>Runs the network over one sequence and gives everything that went on inside.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="input">The sequence: symbols (<c>0 1 1 0</c>) or rows of numbers (<c>0.5 1; 0.2 0</c>). Where null, a sequence of the first training batch, with what is wanted of it.</param>
    /// <param name="row">Which sequence of that batch, from 0; of no meaning with an input.</param>
    /// <param name="listener">Is told of a checkpoint that was passed over.</param>
    /// <exception cref="RunException">The folder holds no run or no checkpoint that can be read, or the input is not one of this network's.</exception>
    public static InspectionReport Inspect(string folder, string? input, int row, IRunListener listener) => Open(folder, listener, row, new Reader(input)).Report;

    /// <summary>The same, written as a log: for each step stimulus, gates, memory, prediction, target and error, then the weights and biases.</summary>
    /// <inheritdoc cref="Inspect(string, string?, int, IRunListener)"/>
    public static void WriteLog(string folder, string? input, int row, IRunListener listener, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var (report, weights) = Open(folder, listener, row, new Reader(input));
        InspectionLog.Write(log, report);
        InspectionLog.WriteWeights(log, weights);
    }

    /// <summary>Reads the instruments off the run's network as its last checkpoint has it, on the first training batch: saturation, spectral radii, time constants, gradients by lag and by segment.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="listener">Is told of a checkpoint that was passed over.</param>
    /// <exception cref="RunException">The folder holds no run or no checkpoint that can be read.</exception>
    public static InstrumentReading Measure(string folder, IRunListener listener)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(listener);
        var run = RunFolder.Open(folder);
        var recipe = run.ReadRecipe();
        return recipe.Model.Precision == "double" ? Measure<double>(run, recipe, listener) : Measure<float>(run, recipe, listener);
    }

    static InstrumentReading Measure<T>(RunFolder run, Recipe recipe, IRunListener listener)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (parts, state) = Restore<T>(run, recipe, listener);
        if (!InstrumentPass<T>.CanRead(parts.Task.Shape))
            throw new RunException($"{recipe.Name}: its batches go on from one another and mean nothing by themselves, so there is nothing to measure; 'unroll train {recipe.Name} --instruments' writes the gradient norms of each step.") { IsMisuse = true };
        LoadMemory(parts.Task, state);
        return new InstrumentPass<T>(parts, WorkerTeam.Single).Read(state.StepsDone, 0, segments: null);
    }

    static (ExperimentParts<T> Parts, TrainerState State) Restore<T>(RunFolder run, Recipe recipe, IRunListener listener)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var checkpoint = Resumption.Find(run, recipe, log: null, listener) ?? throw new RunException($"{run.Folder}: has no checkpoint to look into; train it first.");
        var parts = new ExperimentParts<T>(recipe, 1, MemoryCheck.AvailableBytes);
        checkpoint.RestoreMeasured(parts.Network, recipe.Train.Average);
        return (parts, checkpoint.State);
    }

    sealed record Reader(string? Input);

    sealed record Looked(InspectionReport Report, IReadOnlyList<WeightSegment> Weights);

    static Looked Open(string folder, IRunListener listener, int row, Reader reader)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        var run = RunFolder.Open(folder);
        var recipe = run.ReadRecipe();
        return recipe.Model.Precision == "double" ? Look<double>(run, recipe, listener, row, reader) : Look<float>(run, recipe, listener, row, reader);
    }

    static Looked Look<T>(RunFolder run, Recipe recipe, IRunListener listener, int row, Reader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (parts, state) = Restore<T>(run, recipe, listener);
        var batch = reader.Input is { } text ? InspectionInput.Read(text, parts.Task) : FirstRow(parts.Task, state, row);
        var (steps, series, answers) = Inspector.Look(parts.Network, parts.CreateLoss(), batch);
        return new(new InspectionReport(recipe.Name, run.Folder, state.StepsDone, steps, series, answers), WeightSegment.Of(parts.Network.Parameters));
    }

    // The task as it was at the checkpoint: a curriculum's sequences are then as long as those just trained on.
    static void LoadMemory<T>(ITask<T> task, TrainerState state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.TaskMemory is { } memory)
            task.Memory?.Load(memory);
    }

    static Batch<T> FirstRow<T>(ITask<T> task, TrainerState state, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LoadMemory(task, state);
        var batch = new Batch<T>(task.Shape);
        if (!task.Fill(batch, 0, 0))
            throw new RunException("the task has no first batch to take a sequence from; give one with --input.");
        if (row >= batch.Rows)
            throw new RunException($"sequence {row + 1} was asked for; the first training batch has {batch.Rows}, counted from 1.") { IsMisuse = true };
        return InspectionInput.Take(batch, row, task.Shape);
    }
}
