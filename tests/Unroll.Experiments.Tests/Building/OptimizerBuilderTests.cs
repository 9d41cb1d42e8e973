using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Training.Optimizers;

namespace Unroll.Experiments.Tests.Building;

public sealed class OptimizerBuilderTests
{
    // Every key of every kind at a value that is nobody's default: one that is forgotten on the way shows.
    public static TheoryData<string, OptimizerOptions> Kinds => new()
    {
        { """{ "kind": "sgd", "momentum": 0.5, "dampening": 0.25, "weightDecay": 0.125, "decoupledDecay": true }""", new SgdOptions { Momentum = 0.5, Dampening = 0.25, WeightDecay = 0.125, DecoupledDecay = true } },
        { """{ "kind": "sgd", "momentum": 0.5, "nesterov": true }""", new SgdOptions { Momentum = 0.5, Nesterov = true } },
        { """{ "kind": "adam", "beta1": 0.5, "beta2": 0.25, "epsilon": 0.1, "weightDecay": 0.125, "largestSquare": true }""", new AdamOptions { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.1, WeightDecay = 0.125, LargestSquare = true } },
        { """{ "kind": "adamw", "beta1": 0.5, "beta2": 0.25, "epsilon": 0.1, "weightDecay": 0.125, "largestSquare": true }""", new AdamWOptions { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.1, WeightDecay = 0.125, LargestSquare = true } },
        { """{ "kind": "rmsprop", "decay": 0.5, "momentum": 0.25, "epsilon": 0.1, "weightDecay": 0.125, "centred": true }""", new RmsPropOptions { Alpha = 0.5, Momentum = 0.25, Epsilon = 0.1, WeightDecay = 0.125, Centred = true } },
        { """{ "kind": "adagrad", "rateDecay": 0.5, "initialAccumulator": 0.25, "epsilon": 0.1, "weightDecay": 0.125 }""", new AdagradOptions { RateDecay = 0.5, InitialAccumulator = 0.25, Epsilon = 0.1, WeightDecay = 0.125 } },
        { """{ "kind": "adadelta", "decay": 0.5, "epsilon": 0.1, "weightDecay": 0.125 }""", new AdadeltaOptions { Rho = 0.5, Epsilon = 0.1, WeightDecay = 0.125 } },
        { """{ "kind": "nadam", "beta1": 0.5, "beta2": 0.25, "epsilon": 0.1, "momentumDecay": 0.5, "weightDecay": 0.125, "decoupledDecay": true }""", new NAdamOptions { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.1, MomentumDecay = 0.5, WeightDecay = 0.125, DecoupledDecay = true } },
        { """{ "kind": "radam", "beta1": 0.5, "beta2": 0.25, "epsilon": 0.1, "weightDecay": 0.125, "decoupledDecay": true }""", new RAdamOptions { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.1, WeightDecay = 0.125, DecoupledDecay = true } },
        { """{ "kind": "lion", "beta1": 0.5, "beta2": 0.25, "weightDecay": 0.125 }""", new LionOptions { Beta1 = 0.5, Beta2 = 0.25, WeightDecay = 0.125 } },
        { """{ "kind": "adam" }""", new AdamOptions() },
        { """{ "kind": "adamw" }""", new AdamWOptions() },
        { """{ "kind": "adagrad" }""", new AdagradOptions() },
        { """{ "kind": "adadelta" }""", new AdadeltaOptions() },
        { """{ "kind": "nadam" }""", new NAdamOptions() },
        { """{ "kind": "radam" }""", new RAdamOptions() },
        { """{ "kind": "rmsprop" }""", new RmsPropOptions() },
        { """{ "kind": "lion" }""", new LionOptions() },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Build_OfEveryKindAndKey_GivesTheOptions(string optimizer, OptimizerOptions expected)
    {
        var recipe = RecipeReader.Read("parity", [$"train.optimizer={optimizer}"]);
        Assert.Equal(expected, OptimizerBuilder.Build(recipe.Train.Optimizer));
    }
}
