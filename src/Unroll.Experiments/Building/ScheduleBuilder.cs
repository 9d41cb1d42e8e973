using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Training.Schedules;

namespace Unroll.Experiments.Building;

/// <summary>Makes the schedule that a recipe names.</summary>
static class ScheduleBuilder
{
    const int StepsPerLookWithoutEpochs = 100;

    /// <summary>The schedule of a checked recipe.</summary>
    /// <param name="train">The recipe.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch; 0 where the data never end.</param>
    /// <exception cref="RecipeException">It counts epochs, and the data have none.</exception>
    public static ISchedule Build(TrainRecipe train, long steps, int stepsPerEpoch)
    {
        var recipe = train.Schedule;
        ISchedule schedule = recipe.Kind switch
        {
            "constant" => new ConstantSchedule(train.Optimizer.Rate),
            "piecewise" => Piecewise(recipe, stepsPerEpoch),
            "cosine" => new CosineSchedule(train.Optimizer.Rate, recipe.Steps ?? steps, recipe.LowestRate ?? 0),
            "exponential" => new ExponentialSchedule(train.Optimizer.Rate, recipe.Factor!.Value, recipe.From ?? 1, StepsPerUnit(recipe, stepsPerEpoch)),
            "plateau" => Plateau(recipe, train.Optimizer.Rate, stepsPerEpoch),
            _ => throw new RecipeException($"train.schedule.kind '{recipe.Kind}' is not known."),
        };
        return recipe.WarmUpSteps > 0 ? new WarmUpSchedule(schedule, recipe.WarmUpSteps) : schedule;
    }

    static PiecewiseSchedule Piecewise(ScheduleRecipe recipe, int stepsPerEpoch)
    {
        var stepsPerUnit = StepsPerUnit(recipe, stepsPerEpoch);
        return new PiecewiseSchedule([.. recipe.Rates!.Select(rate => new RateSegment { From = rate.From, Rate = rate.Rate })], stepsPerUnit);
    }

    static int StepsPerUnit(ScheduleRecipe recipe, int stepsPerEpoch)
    {
        var byEpoch = recipe.By is null or "epoch";
        if (byEpoch && stepsPerEpoch == 0)
            throw new RecipeException("train.schedule.by is 'epoch', but this task's data never end; set it to 'step'.");
        return byEpoch ? stepsPerEpoch : 1;
    }

    static PlateauSchedule Plateau(ScheduleRecipe recipe, double rate, int stepsPerEpoch)
    {
        var defaults = new PlateauOptions { Rate = rate };
        return new PlateauSchedule(defaults with
        {
            Factor = recipe.Factor ?? defaults.Factor,
            Patience = recipe.Patience ?? defaults.Patience,
            Threshold = recipe.Threshold ?? defaults.Threshold,
            Minimum = recipe.LowestRate ?? defaults.Minimum,
            StepsPerLook = recipe.StepsPerLook ?? (stepsPerEpoch > 0 ? stepsPerEpoch : StepsPerLookWithoutEpochs),
        });
    }
}
