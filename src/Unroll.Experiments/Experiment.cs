using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using System.Threading;
using Unroll.Experiments.Building;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;
using Unroll.Training.Collectives;

namespace Unroll.Experiments;

/// <summary>A recipe ready to run.</summary>
public sealed class Experiment
{
    object? _task;   // made by Create for the first run: to read a large text takes a while

    Experiment(Recipe recipe) => Recipe = recipe;

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>The metrics that a run of it will have; null where its task does not say beforehand.</summary>
    public IReadOnlyList<string>? MetricNames { get; private set; }

    /// <summary>What the task says of the data that it was made of; empty where it makes them itself.</summary>
    internal string DataFingerprint { get; private set; } = "";

    bool IsDouble => Recipe.Model.Precision == "double";

    /// <summary>Makes everything that the recipe names once, and so refuses what cannot be had before any work is done.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="progress">Is told how far the making of the task has come, where that takes time; null where nobody watches.</param>
    /// <exception cref="RecipeException">Something in the recipe cannot be used, or needs more memory than there is.</exception>
    public static Experiment Create(Recipe recipe, ITaskProgress? progress = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Sweep is { Count: > 0 } sweep)
            throw new RecipeException($"{recipe.Name}: is a sweep over {string.Join(", ", sweep.Keys)}; run it with 'unroll sweep', or choose one run with --set sweep=null and a --set for each path.");
        var experiment = new Experiment(recipe);
        experiment.MetricNames = experiment.IsDouble ? experiment.Prepare<double>(progress) : experiment.Prepare<float>(progress);
        return experiment;
    }

    IReadOnlyList<string>? Prepare<T>(ITaskProgress? progress)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var task = new ExperimentParts<T>(Recipe, Environment.ProcessorCount, MemoryCheck.AvailableBytes, progress: progress).Task;
        (_task, DataFingerprint) = (task, (task.Memory as IDataFingerprint)?.Save() ?? "");
        return MetricCheck.RequireKnown(Recipe, task);
    }

    /// <summary>Trains, writing to a run folder.</summary>
    /// <param name="folder">The run folder; made where it is not there.</param>
    /// <param name="options">Threads, whether to resume, the clock.</param>
    /// <param name="listener">Watches.</param>
    /// <param name="stop">When cancelled, the run saves a checkpoint after the step it is at and returns <see cref="RunOutcome.Interrupted"/>.</param>
    /// <exception cref="RunException">The folder cannot be used or no longer be written: one line; what was in it is whole.</exception>
    public ExperimentResult Run(string folder, RunOptions options, IRunListener listener, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        RequireThreads(options.Threads);
        return RankGuard.Together(options.Collective, () =>
        {
            RequireRanks(options.Collective.Size);
            using var team = new WorkerTeam(options.Threads);
            return Guarded(folder, "cannot be written", () => IsDouble ? Run<double>(folder, options, listener, team, stop) : Run<float>(folder, options, listener, team, stop));
        });
    }

    /// <summary>Trains along in the run that rank 0 leads with <see cref="Run"/>; writes nothing. The recipe and the state of a run that is taken up come from rank 0, the data from this rank's own disk.</summary>
    /// <param name="options">Collective and threads; the rest is not looked at.</param>
    /// <param name="stop">When cancelled, rank 0 is asked to stop the run.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="RecipeException">The recipe's data are not there or not usable at this rank.</exception>
    /// <exception cref="RunException">They are other data than those of rank 0.</exception>
    /// <exception cref="CollectiveAbortedException">Another rank gave up.</exception>
    public static RunOutcome Follow(RunOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireThreads(options.Threads);
        return RankGuard.Together(options.Collective, () =>
        {
            var recipe = GroupOpening.TakeRecipe(options.Collective);
            using var team = new WorkerTeam(options.Threads);
            return recipe.Model.Precision == "double" ? new FollowingRun<double>(recipe, options, team).Go(stop) : new FollowingRun<float>(recipe, options, team).Go(stop);
        });
    }

    void RequireRanks(int ranks)
    {
        var workers = Recipe.Train.Workers;
        if (ranks != 1 && ranks != workers)
            throw new RunException($"{Recipe.Name}: has train.workers {workers}, and {ranks} processes were started; start {(workers == 1 ? "one" : $"{workers} of them, or one")}, or say --set train.workers={ranks} for a step of {ranks} batches.") { IsMisuse = true };
    }

    /// <summary>Loads the checkpoint that a run folder is used by (the best where the recipe keeps it, else the last) and measures it on its recipe's test data.</summary>
    /// <exception cref="RunException">The folder holds no run, or no checkpoint that can be read.</exception>
    public static ExperimentResult Evaluate(string folder, RunOptions options) => Evaluate(folder, options, new SilentListener());

    /// <summary>Loads the checkpoint that a run folder is used by (the best where the recipe keeps it, else the last) and measures it on its recipe's test data.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="options">Threads; with several ranks (<see cref="RunOptions.Collective"/>) the others call <see cref="FollowEvaluation(RunOptions)"/>, and share the work where the task lets them. The measures are the same bits.</param>
    /// <param name="listener">Is told of a checkpoint that was passed over.</param>
    /// <exception cref="RunException">The folder holds no run, or no checkpoint that can be read.</exception>
    public static ExperimentResult Evaluate(string folder, RunOptions options, IRunListener listener)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        RequireThreads(options.Threads);
        return RankGuard.Together(options.Collective, () =>
        {
            var run = RunFolder.Open(folder);
            using var team = new WorkerTeam(options.Threads);
            return Guarded(folder, "cannot be read", () =>
            {
                var recipe = run.ReadRecipe();
                return recipe.Model.Precision == "double" ? Evaluate<double>(run, recipe, options, listener, team) : Evaluate<float>(run, recipe, options, listener, team);
            });
        });
    }

    /// <summary>Measures along in the evaluation that rank 0 leads with <see cref="Evaluate(string, RunOptions, IRunListener)"/>, where its task's evaluation can be shared. Recipe and weights come from rank 0, the data from this rank's own disk.</summary>
    /// <param name="options">Collective and threads; the rest is not looked at.</param>
    /// <exception cref="RecipeException">The recipe's data are not there or not usable at this rank.</exception>
    /// <exception cref="RunException">They are other data than those of rank 0.</exception>
    /// <exception cref="CollectiveAbortedException">Another rank gave up.</exception>
    public static void FollowEvaluation(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireThreads(options.Threads);
        _ = RankGuard.Together(options.Collective, () =>
        {
            var recipe = GroupOpening.TakeRecipe(options.Collective);
            using var team = new WorkerTeam(options.Threads);
            return recipe.Model.Precision == "double" ? FollowEvaluation<double>(recipe, options, team) : FollowEvaluation<float>(recipe, options, team);
        });
    }

    ExperimentResult Run<T>(string folder, RunOptions options, IRunListener listener, WorkerTeam team, CancellationToken stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var run = new TrainingRun<T>(Recipe, folder, options, listener, team, Interlocked.Exchange(ref _task, null) as ITask<T>);
        return run.Go(stop);
    }

    static ExperimentResult Evaluate<T>(RunFolder run, Recipe recipe, RunOptions options, IRunListener listener, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var checkpoint = Resumption.FindUsed(run, recipe, listener)
            ?? throw new RunException(run.HasEnded
                ? $"{run.Folder}: its run has ended (metrics.json is there) and no checkpoint is left to measure."
                : $"{run.Folder}: has no checkpoint yet; go on with 'unroll train {recipe.Name} --run {run.Folder} --resume'.");
        var parts = new ExperimentParts<T>(recipe, team.Threads, MemoryCheck.ShareOf(options.ProcessesHere));
        RequireSameData(checkpoint, parts.Task);
        GroupOpening.Give(options.Collective, recipe, parts.Task);
        GroupOpening.GiveCheckpoint(options.Collective, checkpoint);
        checkpoint.RestoreMeasured(parts.Network, recipe.Train.Average);
        var measured = TaskMeasures.Of(parts.Task, MeasuredSets.All, parts.Network, team, new EvaluationShare(options.Collective));
        var metrics = new Dictionary<string, double>(measured, StringComparer.Ordinal);
        return new ExperimentResult(recipe.Name, recipe.Train.Seed, metrics, 0, 0, checkpoint.State.StepsDone, run.Folder, RunOutcome.Finished, null, ExpectationCheck.Check(recipe, metrics))
        {
            Findings = (parts.Task as IFindings)?.Describe(metrics) ?? [],
        };
    }

    static bool FollowEvaluation<T>(Recipe recipe, RunOptions options, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var collective = options.Collective;
        var parts = new ExperimentParts<T>(recipe, team.Threads, MemoryCheck.ShareOf(options.ProcessesHere));
        GroupOpening.RequireSameData(collective, parts.Task);
        var checkpoint = GroupOpening.TakeCheckpoint(collective)!;
        if (!TaskMeasures.AreDivided(parts.Task))
        {
            collective.ExpectDelay();   // rank 0 measures alone; what comes next is the end
            return false;
        }
        checkpoint.RestoreMeasured(parts.Network, recipe.Train.Average);
        _ = TaskMeasures.Of(parts.Task, MeasuredSets.All, parts.Network, team, new EvaluationShare(collective));
        return true;
    }

    // A text or a set of series that changed since would be measured in the name of the one that was trained on.
    static void RequireSameData<T>(Checkpoint checkpoint, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (task.Memory is not IDataFingerprint memory || checkpoint.State.TaskMemory is not { } saved)
            return;
        try
        {
            memory.Load(saved);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new RunException($"{checkpoint.Path}: cannot be measured: {e.Message}", e);
        }
    }

    static ExperimentResult Guarded(string folder, string what, Func<ExperimentResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{folder}: {what}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is InsufficientMemoryException or OutOfMemoryException)
        {
            throw new RunException($"{folder}: not enough memory: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static void RequireThreads(int threads)
    {
        if (threads is < 1 or > 1024)
            throw new RunException($"threads is {threads}; it must be from 1 to 1024 (this machine has {Environment.ProcessorCount} processors).") { IsMisuse = true };
    }
}
