using System.Collections.Generic;
using System.Linq;
using Unroll.Training.Optimizers;

namespace Unroll.Training.Tests.Optimizers;

/// <summary>Every optimizer in every form that takes another path, beside its plain formula. A new optimizer adds its lines here and has all tests.</summary>
static class OptimizerCases
{
    static readonly Dictionary<string, (OptimizerOptions Options, PlainOptimizers.Step Plain)> Cases = new()
    {
        ["sgd"] = (new SgdOptions(), PlainOptimizers.Sgd(0, false, 0)),
        ["sgd decay"] = (new SgdOptions { WeightDecay = 0.1 }, PlainOptimizers.Sgd(0, false, 0.1)),
        ["sgd momentum"] = (new SgdOptions { Momentum = 0.9 }, PlainOptimizers.Sgd(0.9, false, 0)),
        ["sgd nesterov"] = (new SgdOptions { Momentum = 0.8, Nesterov = true, WeightDecay = 0.05 }, PlainOptimizers.Sgd(0.8, true, 0.05)),
        ["sgd dampening"] = (new SgdOptions { Momentum = 0.9, Dampening = 0.4, WeightDecay = 0.05 }, PlainOptimizers.Sgd(0.9, false, 0.05, 0.4)),
        ["sgd decoupled decay"] = (new SgdOptions { Momentum = 0.9, WeightDecay = 0.2, DecoupledDecay = true }, PlainOptimizers.Decoupled(0.2, PlainOptimizers.Sgd(0.9, false, 0))),
        ["adam"] = (new AdamOptions(), PlainOptimizers.Adam(0.9, 0.999, 1e-8, 0)),
        ["adam decay"] = (new AdamOptions { Beta1 = 0.85, Beta2 = 0.99, Epsilon = 1e-4, WeightDecay = 0.1 }, PlainOptimizers.Adam(0.85, 0.99, 1e-4, 0.1)),
        ["adamw"] = (new AdamWOptions(), PlainOptimizers.AdamW(0.9, 0.999, 1e-8, 0.01)),
        ["adamw decay"] = (new AdamWOptions { Beta1 = 0.5, WeightDecay = 0.3 }, PlainOptimizers.AdamW(0.5, 0.999, 1e-8, 0.3)),
        ["adam largest square"] = (new AdamOptions { Beta2 = 0.8, LargestSquare = true, WeightDecay = 0.1 }, PlainOptimizers.Adam(0.9, 0.8, 1e-8, 0.1, amsgrad: true)),
        ["adamw largest square"] = (new AdamWOptions { Beta2 = 0.8, LargestSquare = true }, PlainOptimizers.Decoupled(0.01, PlainOptimizers.Adam(0.9, 0.8, 1e-8, 0, amsgrad: true))),
        ["rmsprop"] = (new RmsPropOptions(), PlainOptimizers.RmsProp(0.99, 1e-8, 0, false, 0)),
        ["rmsprop momentum"] = (new RmsPropOptions { Alpha = 0.9, Momentum = 0.7, WeightDecay = 0.1 }, PlainOptimizers.RmsProp(0.9, 1e-8, 0.7, false, 0.1)),
        ["rmsprop centred"] = (new RmsPropOptions { Alpha = 0.9, Epsilon = 1e-3, Centred = true }, PlainOptimizers.RmsProp(0.9, 1e-3, 0, true, 0)),
        ["rmsprop centred momentum"] = (new RmsPropOptions { Alpha = 0.9, Momentum = 0.7, Epsilon = 1e-3, Centred = true }, PlainOptimizers.RmsProp(0.9, 1e-3, 0.7, true, 0)),
        ["adagrad"] = (new AdagradOptions(), PlainOptimizers.Adagrad(0, 0, 1e-10, 0)),
        ["adagrad decay"] = (new AdagradOptions { RateDecay = 0.1, InitialAccumulator = 0.2, WeightDecay = 0.1 }, PlainOptimizers.Adagrad(0.1, 0.2, 1e-10, 0.1)),
        ["adadelta"] = (new AdadeltaOptions(), PlainOptimizers.Adadelta(0.9, 1e-6, 0)),
        ["adadelta decay"] = (new AdadeltaOptions { Rho = 0.8, Epsilon = 1e-4, WeightDecay = 0.1 }, PlainOptimizers.Adadelta(0.8, 1e-4, 0.1)),
        ["nadam"] = (new NAdamOptions(), PlainOptimizers.NAdam(0.9, 0.999, 1e-8, 0.004, 0)),
        ["nadam decay"] = (new NAdamOptions { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-4, MomentumDecay = 0.3, WeightDecay = 0.1 }, PlainOptimizers.NAdam(0.8, 0.99, 1e-4, 0.3, 0.1)),
        ["nadam decoupled decay"] = (new NAdamOptions { WeightDecay = 0.1, DecoupledDecay = true }, PlainOptimizers.Decoupled(0.1, PlainOptimizers.NAdam(0.9, 0.999, 1e-8, 0.004, 0))),
        ["radam"] = (new RAdamOptions(), PlainOptimizers.RAdam(0.9, 0.999, 1e-8, 0)),
        ["radam never rectified"] = (new RAdamOptions { Beta2 = 0.5 }, PlainOptimizers.RAdam(0.9, 0.5, 1e-8, 0)),
        ["radam decay"] = (new RAdamOptions { Beta1 = 0.8, Beta2 = 0.9, Epsilon = 1e-4, WeightDecay = 0.1 }, PlainOptimizers.RAdam(0.8, 0.9, 1e-4, 0.1)),
        ["radam decoupled decay"] = (new RAdamOptions { WeightDecay = 0.1, DecoupledDecay = true }, PlainOptimizers.Decoupled(0.1, PlainOptimizers.RAdam(0.9, 0.999, 1e-8, 0))),
        ["lion"] = (new LionOptions(), PlainOptimizers.Lion(0.9, 0.99)),
        ["lion decay"] = (new LionOptions { Beta1 = 0.5, Beta2 = 0.8, WeightDecay = 0.3 }, PlainOptimizers.Decoupled(0.3, PlainOptimizers.Lion(0.5, 0.8))),
    };

    internal static TheoryData<string> Names => [.. Cases.Keys.Order()];

    internal static OptimizerOptions Options(string name) => Cases[name].Options;

    internal static PlainOptimizers.Step Plain(string name) => Cases[name].Plain;
}
