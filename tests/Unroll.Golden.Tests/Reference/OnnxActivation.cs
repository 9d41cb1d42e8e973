using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>
/// One activation of an ONNX recurrent operator, with its numbers. The values of <c>activation_alpha</c> (and of <c>activation_beta</c>) go, in order, to those activations
/// that have an alpha (a beta); the defaults are those of the ONNX operators of the same names.
/// </summary>
/// <param name="Name">In capitals.</param>
/// <param name="Alpha">Alpha, 0 where there is none.</param>
/// <param name="Beta">Beta, 0 where there is none.</param>
readonly record struct OnnxActivation(string Name, double Alpha, double Beta)
{
    // Alpha and beta where nothing is given; null for an activation that has none.
    static readonly Dictionary<string, (double? Alpha, double? Beta)> s_defaults = new()
    {
        ["SIGMOID"] = (null, null),
        ["TANH"] = (null, null),
        ["RELU"] = (null, null),
        ["SOFTSIGN"] = (null, null),
        ["SOFTPLUS"] = (null, null),
        ["AFFINE"] = (1, 0),
        ["LEAKYRELU"] = (0.01, null),
        ["THRESHOLDEDRELU"] = (1, null),
        ["SCALEDTANH"] = (1, 1),
        ["HARDSIGMOID"] = (0.2, 0.5),
        ["ELU"] = (1, null),
    };

    /// <summary>One for each name.</summary>
    public static OnnxActivation[] All(IEnumerable<string> names, IEnumerable<float> alphas, IEnumerable<float> betas)
    {
        var (alpha, beta) = (new Queue<float>(alphas), new Queue<float>(betas));
        OnnxActivation[] all = [.. names.Select(name => name.ToUpperInvariant()).Select(name => new OnnxActivation(name, Next(s_defaults[name].Alpha, alpha), Next(s_defaults[name].Beta, beta)))];
        Assert.True(alpha.Count + beta.Count == 0, "there are more activation parameters than the activations take");
        return all;
    }

    static double Next(double? otherwise, Queue<float> given) => otherwise is null ? 0 : given.TryDequeue(out var next) ? next : otherwise.Value;

    /// <summary>The function's value.</summary>
    public Number Of(Number x) => Name switch
    {
        "SIGMOID" => x.Sigmoid(),
        "TANH" => x.Tanh(),
        "RELU" => x.Relu(),
        "SOFTSIGN" => x.To(x.Value / (1 + Math.Abs(x.Value)), 1 / ((1 + Math.Abs(x.Value)) * (1 + Math.Abs(x.Value)))),
        "SOFTPLUS" => (1 + x.Exp()).Log(),
        "AFFINE" => Alpha * x + Beta,
        "LEAKYRELU" => x.Value >= 0 ? x : Alpha * x,
        "THRESHOLDEDRELU" => x.Value >= Alpha ? x : 0,
        "SCALEDTANH" => Alpha * (Beta * x).Tanh(),
        "HARDSIGMOID" => HardSigmoid(Alpha * x + Beta),
        _ => x.Value >= 0 ? x : Alpha * (x.Exp() - 1),   // ELU
    };

    static Number HardSigmoid(Number line) => line.Value <= 0 ? 0 : line.Value >= 1 ? 1 : line;
}
