using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Building;

/// <summary>Refuses an expectation on a metric that the run will not have: better before the training than after it.</summary>
static class MetricCheck
{
    static readonly string[] OfEveryRun = ["train.steps", "train.lossPerTarget"];
    static readonly string[] OfEpochs = ["train.lastEpochLoss", "train.minEpochLoss"];

    /// <summary>Checks the metrics' names, where the task names its own.</summary>
    /// <returns>All names that a run will have, in ordinal order; null where the task does not name its own.</returns>
    /// <exception cref="RecipeException">One is not known.</exception>
    public static IReadOnlyList<string>? RequireKnown<T>(Recipe recipe, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var expectations = recipe.Expect;
        if (task is not INamedMetrics named)
        {
            RequireBest(recipe, null);
            return null;
        }
        var validation = (task as IValidation<T>)?.ValidationNames;
        string[] known = [.. named.MetricNames, .. validation ?? [], .. OfEveryRun, .. task.Shape.StepsPerEpoch > 0 ? OfEpochs : [], .. recipe.Train.KeepBest is null ? Array.Empty<string>() : ["best.step"]];
        Array.Sort(known, StringComparer.Ordinal);
        RequireStop(recipe, named.MetricNames, validation);
        RequireBest(recipe, validation);
        for (var i = 0; i < expectations.Count; i++)
        {
            if (!known.Contains(expectations[i].Metric))
                throw new RecipeException($"{recipe.Name}: expect[{i}].metric '{expectations[i].Metric}' is not known. {NearestName.Suggest(expectations[i].Metric, known)} A run without expectations has --set expect=[].");
        }
        return known;
    }

    // A run that ends by its test data has chosen the moment at which they look best.
    static void RequireStop(Recipe recipe, IReadOnlyList<string> tests, IReadOnlyList<string>? validation)
    {
        if (recipe.Train.StopWhen?.Metric is not { } stop || (validation ?? tests).Contains(stop))
            return;
        var known = NearestName.Suggest(stop, [.. (validation ?? tests).Order(StringComparer.Ordinal)]);
        throw new RecipeException(tests.Contains(stop)
            ? $"{recipe.Name}: train.stopWhen.metric '{stop}' is of the test data, which are measured once, at the end; a run ends by its validation data. {known}"
            : $"{recipe.Name}: train.stopWhen.metric '{stop}' is not known. {known}");
    }

    // The best by the test data would be a choice by them.
    static void RequireBest(Recipe recipe, IReadOnlyList<string>? validation)
    {
        if (recipe.Train.KeepBest is not { } keep)
            return;
        if (validation is null)
            throw new RecipeException($"{recipe.Name}: train.keepBest chooses by validation data, and task '{recipe.Task["kind"]}' has none; leave it out.");
        if (!validation.Contains(keep.Metric))
            throw new RecipeException($"{recipe.Name}: train.keepBest.metric '{keep.Metric}' is not known. {NearestName.Suggest(keep.Metric, [.. validation.Order(StringComparer.Ordinal)])}");
    }
}
