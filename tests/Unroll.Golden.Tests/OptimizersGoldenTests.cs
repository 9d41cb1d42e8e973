using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Initialization;
using Unroll.Training.Clipping;
using Unroll.Training.Optimizers;

namespace Unroll.Golden;

/// <summary>Optimizers and clipping follow PyTorch step by step: its gradients in, its parameters out. Our own parameters are carried on, so errors may add up.</summary>
public sealed class OptimizersGoldenTests
{
    [Theory, MemberData(nameof(GoldenFolders.Optimizers), MemberType = typeof(GoldenFolders))]
    public void Optimizer_OnEveryCase_EndsWhereTorchDoes(string name)
    {
        var golden = new GoldenCase(name);
        Follow<float>(golden, 1e-5);
        Follow<double>(golden, golden.Tolerance);
    }

    static void Follow<T>(GoldenCase golden, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (options, rate) = ReadOptimizer(golden);
        var clipping = golden.OptionalReal("clip_grad_norm") is { } most ? (IClipping)new NormClipping(most) : new NoClipping();
        var path = golden.Name;
        var tensors = golden.Tensors.ToDictionary(tensor => tensor, golden.Numbers);

        // Tensors are NAME0, NAME1, … by update, with grad_NAME0, … beside them.
        var names = tensors.Keys.Where(k => k.StartsWith("grad_", StringComparison.Ordinal) && k.EndsWith('0') && !char.IsDigit(k[^2])).Select(k => k[5..^1]).Order().ToArray();
        Assert.NotEmpty(names);
        var plan = new ParameterPlan();
        foreach (var name in names)
            plan.Add(name, 1, tensors[name + "0"].Length, new Zeros());
        var parameters = new Parameters<T>(plan);
        foreach (var segment in parameters.Segments)
            Write(tensors[segment.Name + "0"], parameters.ValuesOf(segment)[0]);
        var optimizer = options.Create(parameters);
        var update = 0;
        for (; tensors.ContainsKey($"grad_{names[0]}{update}"); update++)
        {
            foreach (var segment in parameters.Segments)
                Write(tensors[$"grad_{segment.Name}{update}"], parameters.GradientsOf(segment)[0]);
            var norm = clipping.Apply(parameters.Gradients);
            if (tensors.TryGetValue($"norm{update}", out var wanted))
                Near(wanted[0], norm, tolerance, $"{path}: norm{update}");
            optimizer.Update(parameters, rate);
            foreach (var segment in parameters.Segments)
                AllNear(tensors[$"{segment.Name}{update + 1}"], parameters.ValuesOf(segment)[0], tolerance, $"{path}: {segment.Name}{update + 1}");
        }
        Assert.True(update > 1, $"{path}: holds no updates");
    }

    static (OptimizerOptions Options, double Rate) ReadOptimizer(GoldenCase golden)
    {
        var kind = golden.Text("optimizer").Split('.')[^1];
        var given = new Arguments(golden.Arguments);
        var (rate, decay) = (given.Number("lr", kind switch { "SGD" => double.NaN, "Adadelta" => 1, "Adagrad" or "RMSprop" => 0.01, "NAdam" => 0.002, _ => 0.001 }), given.Number("weight_decay", kind == "AdamW" ? 0.01 : 0));
        var (beta1, beta2) = kind is "Adam" or "AdamW" or "NAdam" or "RAdam" ? given.Pair("betas", 0.9, 0.999) : default;
        OptimizerOptions options = kind switch
        {
            "SGD" => new SgdOptions { Momentum = given.Number("momentum", 0), Dampening = given.Number("dampening", 0), Nesterov = given.Flag("nesterov"), WeightDecay = decay },
            "Adam" => new AdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = given.Number("eps", 1e-8), WeightDecay = decay, LargestSquare = given.Flag("amsgrad") },
            "AdamW" => new AdamWOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = given.Number("eps", 1e-8), WeightDecay = decay, LargestSquare = given.Flag("amsgrad") },
            "RMSprop" => new RmsPropOptions { Alpha = given.Number("alpha", 0.99), Epsilon = given.Number("eps", 1e-8), Momentum = given.Number("momentum", 0), Centred = given.Flag("centered"), WeightDecay = decay },
            "Adagrad" => new AdagradOptions { RateDecay = given.Number("lr_decay", 0), InitialAccumulator = given.Number("initial_accumulator_value", 0), Epsilon = given.Number("eps", 1e-10), WeightDecay = decay },
            "Adadelta" => new AdadeltaOptions { Rho = given.Number("rho", 0.9), Epsilon = given.Number("eps", 1e-6), WeightDecay = decay },
            "NAdam" => new NAdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = given.Number("eps", 1e-8), MomentumDecay = given.Number("momentum_decay", 0.004), WeightDecay = decay, DecoupledDecay = given.Flag("decoupled_weight_decay") },
            "RAdam" => new RAdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = given.Number("eps", 1e-8), WeightDecay = decay, DecoupledDecay = given.Flag("decoupled_weight_decay") },
            _ => throw new NotSupportedException($"Optimizer '{kind}' is not known to this test; add it."),
        };
        given.RequireAllRead();
        return (options, rate);
    }

    static void Write<T>(double[] source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < source.Length; i++)
            destination[i] = T.CreateChecked(source[i]);
    }

    static void AllNear<T>(double[] wanted, Span<T> got, double tolerance, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(wanted.Length, got.Length);
        for (var i = 0; i < wanted.Length; i++)
            Near(wanted[i], double.CreateChecked(got[i]), tolerance, $"{what}[{i}]");
    }

    static void Near(double wanted, double got, double tolerance, string what) =>
        Assert.True(Math.Abs(got - wanted) <= tolerance * (1 + Math.Abs(wanted)), $"{what}: got {got:R}, wanted {wanted:R}");

    /// <summary>A torch optimizer's arguments; one that nobody read is an error, since leaving it out would prove nothing.</summary>
    sealed class Arguments(JsonElement given)
    {
        readonly HashSet<string> _read = [];

        internal double Number(string name, double otherwise) => Find(name) is { } value ? value.GetDouble() : otherwise;

        internal bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

        internal (double First, double Second) Pair(string name, double first, double second) =>
            Find(name) is { } value ? (value[0].GetDouble(), value[1].GetDouble()) : (first, second);

        internal void RequireAllRead()
        {
            foreach (var argument in given.EnumerateObject().Where(a => a.Name is not ("foreach" or "fused" or "capturable" or "differentiable")))   // how it is computed, not what
            {
                // Given at a value that turns the feature off, it says nothing new.
                var off = argument.Value.ValueKind is JsonValueKind.False or JsonValueKind.Null || (argument.Value.ValueKind == JsonValueKind.Number && argument.Value.GetDouble() == 0);
                if (!_read.Contains(argument.Name) && !off)
                    throw new NotSupportedException($"Argument '{argument.Name}' is not known to this test; add it.");
            }
        }

        JsonElement? Find(string name)
        {
            _read.Add(name);
            return given.TryGetProperty(name, out var value) ? value : null;
        }
    }
}
