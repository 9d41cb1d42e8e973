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
            $"model.hidden is {model.Hidden}: {needed:N0} weights do not fit in this machine's {available:N0} bytes; at most {Most(model.Hidden, Fits)} units fit."));
    }

    /// <summary>Checks the passes of training and evaluation.</summary>
    /// <exception cref="RecipeException">They do not fit.</exception>
    public static void RequireTraces<T>(Network<T> network, ITask<T> task, TrainRecipe train, int threads, long available)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = task.Shape;
        Require(network, "a training batch", shape.MostSteps, shape.MostRows, TraceMode.Training, threads, available,
            rows => $"at most {rows} sequences of this length fit (train.batch is {train.Batch})");
        if (task is not ISizedEvaluation sized)
            return;
        foreach (var (set, steps, rows) in sized.EvaluationPasses)
            Require(network, $"test set '{set}'", steps, rows, TraceMode.Inference, threads, available, _ => $"its sequences of {steps} steps are too long");
    }

    static void Require<T>(Network<T> network, string what, int steps, int rows, TraceMode mode, int threads, long available, Func<int, string> cure)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool Fits(int someSteps, int someRows) => Numbers(network, someSteps, someRows, mode, threads) is { } count && count < Array.MaxLength - 64 && count * Unsafe.SizeOf<T>() <= available;
        if (Fits(steps, rows))
            return;
        var mostRows = Most(rows, some => Fits(steps, some));
        var advice = mostRows > 0 ? cure(mostRows) : $"at most {Most(steps, some => Fits(some, 1))} steps of one sequence fit";
        throw new RecipeException(string.Create(CultureInfo.InvariantCulture, $"{what} of {rows} sequences of {steps} steps does not fit in this machine's {available:N0} bytes: {advice}."));
    }

    // What a trace of this shape would hold, planned but not allocated; null where it is beyond counting.
    static long? Numbers<T>(Network<T> network, int steps, int rows, TraceMode mode, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            var plan = new MemoryPlan();
            for (var i = 0; i < network.Layers.Count; i++)
                network.Layers[i].Plan(plan, new TraceShape(steps, rows, mode, i > 0, threads));
            return plan.Count;
        }
        catch (OverflowException)
        {
            return null;
        }
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
