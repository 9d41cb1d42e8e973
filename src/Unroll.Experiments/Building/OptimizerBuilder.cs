using Unroll.Experiments.Recipes;
using Unroll.Training.Optimizers;

namespace Unroll.Experiments.Building;

/// <summary>Makes the optimizer that a recipe names. What the recipe leaves out keeps the optimizer's own default.</summary>
static class OptimizerBuilder
{
    /// <summary>The options of a checked recipe.</summary>
    public static OptimizerOptions Build(OptimizerRecipe recipe) => recipe.Kind switch
    {
        "sgd" => Sgd(recipe, new SgdOptions()),
        "adam" => Adam(recipe, new AdamOptions()),
        "adamw" => AdamW(recipe, new AdamWOptions()),
        "rmsprop" => RmsProp(recipe, new RmsPropOptions()),
        "adagrad" => Adagrad(recipe, new AdagradOptions()),
        "adadelta" => Adadelta(recipe, new AdadeltaOptions()),
        "nadam" => NAdam(recipe, new NAdamOptions()),
        "radam" => RAdam(recipe, new RAdamOptions()),
        "lion" => Lion(recipe, new LionOptions()),
        _ => throw new RecipeException($"train.optimizer.kind '{recipe.Kind}' is not known."),
    };

    static SgdOptions Sgd(OptimizerRecipe recipe, SgdOptions options) => options with
    {
        Momentum = recipe.Momentum ?? options.Momentum,
        Dampening = recipe.Dampening ?? options.Dampening,
        Nesterov = recipe.Nesterov ?? options.Nesterov,
        DecoupledDecay = recipe.DecoupledDecay ?? options.DecoupledDecay,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static AdamOptions Adam(OptimizerRecipe recipe, AdamOptions options) => options with
    {
        Beta1 = recipe.Beta1 ?? options.Beta1,
        Beta2 = recipe.Beta2 ?? options.Beta2,
        LargestSquare = recipe.LargestSquare ?? options.LargestSquare,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static AdamWOptions AdamW(OptimizerRecipe recipe, AdamWOptions options) => options with
    {
        Beta1 = recipe.Beta1 ?? options.Beta1,
        Beta2 = recipe.Beta2 ?? options.Beta2,
        LargestSquare = recipe.LargestSquare ?? options.LargestSquare,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static RmsPropOptions RmsProp(OptimizerRecipe recipe, RmsPropOptions options) => options with
    {
        Alpha = recipe.Decay ?? options.Alpha,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        Momentum = recipe.Momentum ?? options.Momentum,
        Centred = recipe.Centred ?? options.Centred,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static AdagradOptions Adagrad(OptimizerRecipe recipe, AdagradOptions options) => options with
    {
        RateDecay = recipe.RateDecay ?? options.RateDecay,
        InitialAccumulator = recipe.InitialAccumulator ?? options.InitialAccumulator,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static AdadeltaOptions Adadelta(OptimizerRecipe recipe, AdadeltaOptions options) => options with
    {
        Rho = recipe.Decay ?? options.Rho,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };

    static NAdamOptions NAdam(OptimizerRecipe recipe, NAdamOptions options) => options with
    {
        Beta1 = recipe.Beta1 ?? options.Beta1,
        Beta2 = recipe.Beta2 ?? options.Beta2,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        MomentumDecay = recipe.MomentumDecay ?? options.MomentumDecay,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
        DecoupledDecay = recipe.DecoupledDecay ?? options.DecoupledDecay,
    };

    static RAdamOptions RAdam(OptimizerRecipe recipe, RAdamOptions options) => options with
    {
        Beta1 = recipe.Beta1 ?? options.Beta1,
        Beta2 = recipe.Beta2 ?? options.Beta2,
        Epsilon = recipe.Epsilon ?? options.Epsilon,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
        DecoupledDecay = recipe.DecoupledDecay ?? options.DecoupledDecay,
    };

    static LionOptions Lion(OptimizerRecipe recipe, LionOptions options) => options with
    {
        Beta1 = recipe.Beta1 ?? options.Beta1,
        Beta2 = recipe.Beta2 ?? options.Beta2,
        WeightDecay = recipe.WeightDecay ?? options.WeightDecay,
    };
}
