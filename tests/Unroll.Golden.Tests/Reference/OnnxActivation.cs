using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>
/// The activations of the ONNX recurrent operators. The values of <c>activation_alpha</c> (and of <c>activation_beta</c>) go, in order, to those activations
/// that have an alpha (a beta); the defaults are those of the ONNX operators of the same names.
/// </summary>
static class OnnxActivation
{
    /// <summary>One function for each name.</summary>
    public static Func<Number, Number>[] All(IEnumerable<string> names, IEnumerable<float> alphas, IEnumerable<float> betas)
    {
        var (alpha, beta) = (new Queue<float>(alphas), new Queue<float>(betas));
        Func<Number, Number>[] all = [.. names.Select(name => One(name.ToUpperInvariant(), alpha, beta))];
        Assert.True(alpha.Count + beta.Count == 0, "there are more activation parameters than the activations take");
        return all;
    }

    static Func<Number, Number> One(string name, Queue<float> alphas, Queue<float> betas)
    {
        double Alpha(double otherwise) => alphas.TryDequeue(out var given) ? given : otherwise;
        double Beta(double otherwise) => betas.TryDequeue(out var given) ? given : otherwise;
        switch (name)
        {
            case "SIGMOID": return x => x.Sigmoid();
            case "TANH": return x => x.Tanh();
            case "RELU": return x => x.Relu();
            case "SOFTSIGN": return x => x.To(x.Value / (1 + Math.Abs(x.Value)), 1 / ((1 + Math.Abs(x.Value)) * (1 + Math.Abs(x.Value))));
            case "SOFTPLUS": return x => ((Number)1 + x.Exp()).Log();
            case "AFFINE": return Affine(Alpha(1), Beta(0));
            case "LEAKYRELU": return LeakyRelu(Alpha(0.01));
            case "THRESHOLDEDRELU": return ThresholdedRelu(Alpha(1));
            case "SCALEDTANH": return ScaledTanh(Alpha(1), Beta(1));
            case "HARDSIGMOID": return HardSigmoid(Alpha(0.2), Beta(0.5));
            case "ELU": return Elu(Alpha(1));
            default: Assert.Fail($"activation '{name}' is not one of ONNX"); return null!;
        }
    }

    static Func<Number, Number> Affine(double alpha, double beta) => x => alpha * x + beta;

    static Func<Number, Number> LeakyRelu(double alpha) => x => x.Value >= 0 ? x : alpha * x;

    static Func<Number, Number> ThresholdedRelu(double alpha) => x => x.Value >= alpha ? x : 0;

    static Func<Number, Number> ScaledTanh(double alpha, double beta) => x => alpha * (beta * x).Tanh();

    static Func<Number, Number> HardSigmoid(double alpha, double beta) => x => (alpha * x + beta).Value switch
    {
        <= 0 => 0,
        >= 1 => 1,
        _ => alpha * x + beta,
    };

    static Func<Number, Number> Elu(double alpha) => x => x.Value >= 0 ? x : alpha * (x.Exp() - 1);
}
