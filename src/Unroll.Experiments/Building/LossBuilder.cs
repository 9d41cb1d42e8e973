using Unroll.Experiments.Recipes;
using Unroll.Networks.Losses;
using Unroll.Training;

namespace Unroll.Experiments.Building;

/// <summary>Makes the loss that a recipe names, or the usual one of its task's targets.</summary>
static class LossBuilder
{
    /// <summary>The options of a checked recipe.</summary>
    /// <exception cref="RecipeException">The loss compares with values and the task has classes, or the other way round.</exception>
    public static LossOptions Build(LossRecipe recipe, TaskShape task)
    {
        var hasValues = task.TargetWidth > 0;
        var entry = LossCatalog.Find(recipe.Kind ?? (hasValues ? "squaredError" : "crossEntropy"));
        if (entry.ComparesValues != hasValues)
            throw new RecipeException($"loss.kind '{entry.Name}' compares with {(entry.ComparesValues ? "values" : "classes")}, and this task has {(hasValues ? "values" : "classes")}; leave it out for the usual one.");
        return entry.Defaults with { Reduction = recipe.Reduction == "sum" ? LossReduction.Sum : LossReduction.Mean };
    }
}
