using System;
using System.Numerics;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;
using Unroll.Training.Averaging;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Building;

/// <summary>Task and network of a recipe, made and checked; the rest of what training needs is made on demand.</summary>
sealed class ExperimentParts<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Recipe _recipe;
    readonly StartingValues _values;
    readonly LossOptions _loss;

    /// <summary>Makes task and network; the weights are still zero.</summary>
    /// <param name="recipe">A checked recipe.</param>
    /// <param name="threads">Threads that will run it.</param>
    /// <param name="availableBytes">Memory that may be used.</param>
    /// <param name="task">The recipe's task, where it was made before and nothing has used it; null to make it.</param>
    /// <param name="progress">Is told how far the making of the task has come; null where nobody watches.</param>
    /// <exception cref="RecipeException">Parts of the recipe do not fit together or in memory.</exception>
    public ExperimentParts(Recipe recipe, int threads, long availableBytes, ITask<T>? task = null, ITaskProgress? progress = null)
    {
        _recipe = recipe;
        try
        {
            Task = task ?? CreateTask(recipe, progress);
            // A step of several batches: an epoch has fewer of them, the last one of what is left.
            var batches = recipe.Train.Accumulate ?? 1;
            StepsPerEpoch = (int)(((long)Task.Shape.StepsPerEpoch + batches - 1) / batches);
            Steps = CountSteps(recipe.Train, StepsPerEpoch);
            MemoryCheck.RequireParameters<T>(recipe, Task.Shape, availableBytes);
            Network = NetworkBuilder.Build<T>(recipe.Model, Task.Shape);
            _values = StartingValues.Of(recipe.Model.Initialization, Network.Parameters);
            _loss = LossBuilder.Build(recipe.Loss, Task.Shape);
            MemoryCheck.RequireTraces(Network, Task, recipe.Train, threads, availableBytes);
            _ = ScheduleBuilder.Build(recipe.Train, Steps, StepsPerEpoch);
        }
        catch (RecipeException e)
        {
            throw new RecipeException($"{recipe.Name}: {e.Message}", e);
        }
        catch (Exception e) when (e is InsufficientMemoryException or OutOfMemoryException)
        {
            throw new RecipeException($"{recipe.Name}: does not fit in memory: {e.Message}", e);
        }
    }

    /// <summary>The task.</summary>
    public ITask<T> Task { get; }

    /// <summary>The network.</summary>
    public Network<T> Network { get; }

    /// <summary>Training steps in an epoch; 0 where the data never end.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; }

    /// <summary>Batches of each worker in a step.</summary>
    public int Accumulate => _recipe.Train.Accumulate ?? 1;

    /// <summary>Draws the weights from the recipe's seed; those that the recipe gives are as it says.</summary>
    public void Initialize()
    {
        Network.Initialize(new RandomStream(_recipe.Train.Seed).Split("weights"));
        _values.CopyTo(Network.Parameters);
    }

    /// <summary>The objective.</summary>
    public ILoss<T> CreateLoss() => _loss.Create<T>();

    /// <summary>Takes the memory that training needs.</summary>
    public Trainer<T> CreateTrainer(WorkerTeam team) => CreateTrainer(team, new SingleProcess());

    /// <summary>Takes the memory that training needs, for one rank of several: the workers are shared among them.</summary>
    public Trainer<T> CreateTrainer(WorkerTeam team, ICollective collective)
    {
        var train = _recipe.Train;
        collective.UseOrder(train.Collective == "fast" ? SumOrder.Fast : SumOrder.Ordered);
        var options = new TrainerOptions
        {
            Schedule = ScheduleBuilder.Build(train, Steps, StepsPerEpoch),
            Clipping = train.Clip switch
            {
                { Norm: { } norm } => new NormClipping(norm),
                { Value: { } value } => new ValueClipping(value),
                _ => new NoClipping(),
            },
            NoiseSeed = train.Seed,
            Collective = collective,
            Workers = train.Workers / collective.Size,
            Accumulate = train.Accumulate ?? 1,
        };
        var optimizer = OptimizerBuilder.Build(train.Optimizer).Create(Network.Parameters, team);
        var average = train.Average is { } wanted ? new ExponentialMovingAverage<T>(Network.Parameters, new AverageOptions { Decay = wanted.Decay, WarmUp = wanted.WarmUp }) : null;
        return new Trainer<T>(Network, Task, CreateLoss(), optimizer, options, team, average);
    }

    static ITask<T> CreateTask(Recipe recipe, ITaskProgress? progress)
    {
        var entry = TaskCatalog.Find(recipe.Task["kind"]?.GetValue<string>() ?? "") ?? throw new RecipeException("task.kind is missing or not known.");
        var options = recipe.Task.DeepClone().AsObject();
        options.Remove("kind");
        using var document = JsonDocument.Parse(options.ToJsonString());
        try
        {
            return entry.Create<T>(document.RootElement, new TaskSetting(recipe.Train.Seed, recipe.Train.Batch, recipe.Train.Workers) { Progress = progress });
        }
        catch (TaskOptionsException e)
        {
            throw new RecipeException($"task.{e.Message}", e);
        }
    }

    static long CountSteps(TrainRecipe train, int stepsPerEpoch)
    {
        if (train.Steps is { } steps)
            return steps;
        if (stepsPerEpoch == 0)
            throw new RecipeException("train.epochs cannot be counted, because this task's data never end; give train.steps.");
        return (long)train.Epochs!.Value * stepsPerEpoch;
    }
}
