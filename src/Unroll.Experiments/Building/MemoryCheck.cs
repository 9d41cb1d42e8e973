using System;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Building;

/// <summary>Refuses, before any work, a recipe that needs more memory than there is, and says what would fit.</summary>
static class MemoryCheck
{
    const int VectorsOfParameters = 6;   // values, gradients, packed copy, two of the optimizer, one of the workers' sum

    static int Vectors(TrainRecipe train) => VectorsOfParameters + (train.Accumulate > 1 ? 1 : 0) + (train.Average is null ? 0 : 1) + (train.Optimizer is { LargestSquare: true } or { Kind: "rmsprop", Centred: true, Momentum: > 0 } ? 1 : 0);

    /// <summary>Bytes that may be planned for; a test can set less.</summary>
    public static long AvailableBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>This process's share of them, where so many plan alike.</summary>
    public static long ShareOf(int processes) => AvailableBytes / Math.Max(1, processes);

    /// <summary>Checks the parameters, before a network is made.</summary>
    /// <exception cref="RecipeException">They do not fit.</exception>
    public static void RequireParameters<T>(Recipe recipe, TaskShape shape, long available)
    {
        var model = recipe.Model;
        bool Fits(int hidden)
        {
            var count = NetworkBuilder.CountParameters(model with { Hidden = hidden }, shape.InputWidth, shape.OutputWidth);
            return 2 * count < Array.MaxLength && count * Vectors(recipe.Train) * Unsafe.SizeOf<T>() <= available;
        }
        if (Fits(model.Hidden))
            return;
        var needed = NetworkBuilder.CountParameters(model, shape.InputWidth, shape.OutputWidth);
        throw new RecipeException(string.Create(CultureInfo.InvariantCulture,
            $"model.hidden is {model.Hidden}: {needed:N0} weights do not fit in {Place(available)}; at most {Most(model.Hidden, Fits)} units fit."));
    }

    /// <summary>Checks the passes of training and evaluation.</summary>
    /// <exception cref="RecipeException">They do not fit.</exception>
    public static void RequireTraces<T>(Network<T> network, ITask<T> task, TrainRecipe train, int threads, long available)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = task.Shape;
        Require(network, "a training batch", new TraceShape(shape.MostSteps, shape.MostRows, TraceMode.Training, InputGradients: false, threads, shape.IsPadded), available,
            rows => $"at most {rows} sequences of this length fit (train.batch is {train.Batch})");
        if (task is not ISizedEvaluation sized)
            return;
        foreach (var (set, steps, rows) in sized.EvaluationPasses)
            Require(network, $"test set '{set}'", new TraceShape(steps, rows, TraceMode.Inference, InputGradients: false, threads, shape.IsPadded), available, _ => $"its sequences of {steps} steps are too long");
    }

    static void Require<T>(Network<T> network, string what, TraceShape shape, long available, Func<int, string> cure)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, rows) = (shape.Steps, shape.Batch);
        bool Fits(int someSteps, int someRows) => Numbers(network, shape with { Steps = someSteps, Batch = someRows }) is { } count && count < Array.MaxLength - 64 && count * Unsafe.SizeOf<T>() <= available;
        if (Fits(steps, rows))
            return;
        var mostRows = Most(rows, some => Fits(steps, some));
        var advice = mostRows > 0 ? cure(mostRows) : $"at most {Most(steps, some => Fits(some, 1))} steps of one sequence fit";
        throw new RecipeException(string.Create(CultureInfo.InvariantCulture, $"{what} of {rows} sequences of {steps} steps does not fit in {Place(available)}: {advice}."));
    }

    static string Place(long available) => available < AvailableBytes ? FormattableString.Invariant($"this process's share of this machine's memory, {available:N0} bytes") : FormattableString.Invariant($"this machine's {available:N0} bytes");

    // What a trace of this shape would hold, planned but not allocated; null where it is beyond counting. As Network.CreateTrace plans it.
    static long? Numbers<T>(Network<T> network, TraceShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            var plan = new MemoryPlan();
            var steps = shape.Steps;
            for (var i = 0; i < network.Layers.Count; i++)
            {
                network.Layers[i].Plan(plan, shape with { Steps = steps, InputGradients = i > 0 });
                steps = network.Layers[i].OutputSteps(steps);
                if ((long)steps * shape.Batch > int.MaxValue)
                    return null;
            }
            ReservePadded(plan, network, shape);
            return plan.Count;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // Inputs and outputs of a padded batch are held once more, in the caller's order.
    static void ReservePadded<T>(MemoryPlan plan, Network<T> network, TraceShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!shape.Masks)
            return;
        var places = (long)shape.Steps * shape.Batch;
        plan.Reserve(places * network.InputWidth);
        plan.Reserve(places * network.OutputWidth);
        plan.Reserve(shape.Mode == TraceMode.Training ? places * network.OutputWidth : 0);
    }

    // The largest number from 0 to most that fits, where fitting ends somewhere in between.
    static int Most(int most, Func<int, bool> fits)
    {
        var (good, bad) = (0, most);
        while (bad - good > 1)
        {
            var middle = good + (bad - good) / 2;
            if (fits(middle))
                good = middle;
            else
                bad = middle;
        }
        return good;
    }
}
