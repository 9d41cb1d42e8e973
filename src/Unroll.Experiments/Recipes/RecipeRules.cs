using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Recipes;

/// <summary>What must hold between the values of a recipe, each of which is good on its own.</summary>
static class RecipeRules
{
    /// <summary>Checks a resolved recipe.</summary>
    public static void Check(Recipe recipe, string label)
    {
        var train = recipe.Train;
        Require((train.Steps is null) != (train.Epochs is null), label, "train needs either steps or epochs, one of the two.");
        Require(train.Clip is not { Norm: null, Value: null } and not { Norm: not null, Value: not null }, label, "train.clip needs either norm or value, one of the two.");
        CheckKind(label, "train.optimizer", train.Optimizer.Kind,
            ("momentum", train.Optimizer.Momentum, ["sgd", "rmsprop"]),
            ("nesterov", train.Optimizer.Nesterov, ["sgd"]),
            ("dampening", train.Optimizer.Dampening, ["sgd"]),
            ("beta1", train.Optimizer.Beta1, ["adam", "adamw", "lion", "nadam", "radam"]),
            ("beta2", train.Optimizer.Beta2, ["adam", "adamw", "lion", "nadam", "radam"]),
            ("largestSquare", train.Optimizer.LargestSquare, ["adam", "adamw"]),
            ("momentumDecay", train.Optimizer.MomentumDecay, ["nadam"]),
            ("centred", train.Optimizer.Centred, ["rmsprop"]),
            ("rateDecay", train.Optimizer.RateDecay, ["adagrad"]),
            ("initialAccumulator", train.Optimizer.InitialAccumulator, ["adagrad"]),
            ("decoupledDecay", train.Optimizer.DecoupledDecay, ["sgd", "nadam", "radam"]),
            ("decay", train.Optimizer.Decay, ["rmsprop", "adadelta"]),
            ("epsilon", train.Optimizer.Epsilon, ["adam", "adamw", "nadam", "radam", "rmsprop", "adagrad", "adadelta"]));
        Require(train.Optimizer.Nesterov is not true || train.Optimizer.Momentum > 0, label, "train.optimizer.nesterov needs a momentum over 0.");
        Require(train.Optimizer.Nesterov is not true || train.Optimizer.Dampening is null or 0, label, "train.optimizer.nesterov takes no dampening; leave one of the two out.");
        CheckNetwork(recipe.Model.Network, label);
        Require(recipe.Model.Output != "tied" || recipe.Model.Network?[0].Kind == "embedding", label, "model.output is 'tied', which needs an embedding to be tied to; begin model.network with a layer of kind 'embedding'.");
        Require(recipe.Model is not { Output: "tied", OutputBias: false }, label, "model.output 'tied' always has a bias; leave model.outputBias out.");
        Require(recipe.Model is not { Output: "none", OutputBias: not null }, label, "model.outputBias is of the dense layer, which model.output 'none' leaves away; leave one of the two out.");
        CheckStop(train, label);
        Require(train.KeepBest is null || train.EvaluateEvery > 0, label, "train.keepBest needs a train.evaluateEvery over 0: weights are compared whenever the validation data are measured.");
        Require(train.Samples is null or { At: { Count: > 0 } } or { Every: not null }, label, "train.samples needs at, a list of steps, or every, a number of steps.");
        CheckSchedule(train.Schedule, train.Optimizer.Rate, label);
        CheckExpectations(recipe.Expect, label);
    }

    static void CheckNetwork(IReadOnlyList<LayerRecipe>? network, string label)
    {
        string[] recurrent = ["recurrent", "bidirectional", "reversed", "residual"];
        Require(network is null or { Count: > 0 }, label, "model.network is empty; name at least one layer, or leave it out.");
        for (var i = 0; i < (network?.Count ?? 0); i++)
        {
            var layer = network![i];
            CheckKind(label, $"model.network[{i}]", layer.Kind,
                ("cell", layer.Cell, recurrent),
                ("hidden", layer.Hidden, recurrent[..3]),
                ("options", layer.Options, recurrent),
                ("merge", layer.Merge, ["bidirectional"]),
                ("width", layer.Width, ["embedding"]),
                ("share", layer.Share, ["dropout", "embedding"]),
                ("alikeAtAllSteps", layer.AlikeAtAllSteps, ["dropout"]),
                ("pooling", layer.Pooling, ["pool"]));
        }
    }

    static void CheckStop(TrainRecipe train, string label)
    {
        if (train.StopWhen is not { } stop)
            return;
        Require((stop.LossPerTarget is null) != (stop.Metric is null), label, "train.stopWhen needs either lossPerTarget or metric, one of the two.");
        var bounds = new[] { stop.AtLeast, stop.AtMost, stop.ChangeUnder }.Count(bound => bound is not null);
        Require(bounds == (stop.Metric is null ? 0 : 1), label, $"train.stopWhen has {bounds} of atLeast, atMost and changeUnder; a metric needs one of them, lossPerTarget none.");
        Require(stop.Metric is null || train.EvaluateEvery > 0, label, "train.stopWhen.metric needs a train.evaluateEvery over 0: it is looked at whenever the validation data are measured.");
    }

    static void CheckSchedule(ScheduleRecipe schedule, double rate, string label)
    {
        CheckKind(label, "train.schedule", schedule.Kind,
            ("by", schedule.By, ["piecewise", "exponential"]),
            ("rates", schedule.Rates, ["piecewise"]),
            ("steps", schedule.Steps, ["cosine"]),
            ("lowestRate", schedule.LowestRate, ["cosine", "plateau"]),
            ("factor", schedule.Factor, ["plateau", "exponential"]),
            ("from", schedule.From, ["exponential"]),
            ("patience", schedule.Patience, ["plateau"]),
            ("threshold", schedule.Threshold, ["plateau"]),
            ("stepsPerLook", schedule.StepsPerLook, ["plateau"]));
        Require(schedule.LowestRate is null || schedule.LowestRate <= rate, label, $"train.schedule.lowestRate is {schedule.LowestRate}; it must not be over train.optimizer.rate, which is {rate}.");
        Require(schedule.Kind != "exponential" || schedule.Factor is not null, label, "train.schedule.factor is missing; an exponential schedule multiplies the rate by it, for example 0.97.");
        if (schedule.Kind != "piecewise")
            return;
        var rates = schedule.Rates ?? [];
        Require(rates.Count > 0 && rates[0].From == 0, label, "train.schedule.rates must begin with a rate from 0, for example [{ \"from\": 0, \"rate\": 0.001 }].");
        for (var i = 1; i < rates.Count; i++)
            Require(rates[i].From > rates[i - 1].From, label, $"train.schedule.rates[{i}].from is {rates[i].From}; it must be over the one before, which is {rates[i - 1].From}.");
    }

    static void CheckExpectations(IReadOnlyList<Expectation> expectations, string label)
    {
        for (var i = 0; i < expectations.Count; i++)
        {
            var (least, most) = (expectations[i].AtLeast, expectations[i].AtMost);
            Require(!(least > most), label, $"expect[{i}] wants {expectations[i].Metric} to be at least {least} and at most {most}, which nothing is.");
            Require(expectations[i].AtLeast is not null || expectations[i].AtMost is not null, label, $"expect[{i}] needs atLeast or atMost.");
        }
    }

    static void CheckKind(string label, string path, string kind, params (string Key, object? Value, string[] Kinds)[] options)
    {
        foreach (var (key, value, kinds) in options)
            Require(value is null || kinds.Contains(kind), label, $"{path}.{key} is not used by '{kind}', only by {string.Join(" and ", kinds)}; leave it out.");
    }

    static void Require(bool holds, string label, string message)
    {
        if (!holds)
            throw new RecipeException($"{label}: {message}");
    }
}
