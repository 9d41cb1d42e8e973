using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>The references' derivatives against differences: everything else leans on them.</summary>
public sealed class NumberTests
{
    static readonly Dictionary<string, Func<Number, Number>> s_functions = new()
    {
        ["sigmoid"] = x => x.Sigmoid(),
        ["tanh"] = x => x.Tanh(),
        ["relu"] = x => x.Relu(),
        ["exponential"] = x => x.Exp(),
        ["logarithm"] = x => (x * x).Log(),
        ["clip"] = x => x.Clip(0.5),
        ["sum, difference, product"] = x => x * x * 3 - (x + 2) * x,
        ["a number used many times"] = x => x.Tanh() * x.Sigmoid() + x * x.Tanh(),
        ["hard sigmoid"] = x => new OnnxActivation("HARDSIGMOID", 0.4, 0.5).Of(x),
        ["softsign"] = x => new OnnxActivation("SOFTSIGN", 0, 0).Of(x),
        ["softplus"] = x => new OnnxActivation("SOFTPLUS", 0, 0).Of(x),
        ["scaled tanh"] = x => new OnnxActivation("SCALEDTANH", 1.7, 0.6).Of(x),
        ["affine"] = x => new OnnxActivation("AFFINE", 1.7, 0.6).Of(x),
        ["leaky relu"] = x => new OnnxActivation("LEAKYRELU", 0.1, 0).Of(x),
        ["thresholded relu"] = x => new OnnxActivation("THRESHOLDEDRELU", 0.5, 0).Of(x),
        ["elu"] = x => new OnnxActivation("ELU", 1.3, 0).Of(x),
    };

    public static TheoryData<string> Functions => [.. s_functions.Keys];

    [Theory, MemberData(nameof(Functions))]
    public void Differentiate_OfEveryFunction_GivesTheSlope(string name)
    {
        foreach (var at in new[] { -2.1, -0.7, -0.2, 0.3, 0.9, 1.7 })
        {
            Number x = at;
            s_functions[name](x).Differentiate();
            var slope = (s_functions[name](at + 1e-6).Value - s_functions[name](at - 1e-6).Value) / 2e-6;
            Assert.Equal(slope, x.Gradient, 1e-7);
        }
    }

    [Fact]
    public void Differentiate_OfAnotherResult_ForgetsTheFirst()
    {
        Number x = 2;
        (x * x).Differentiate();
        (x * 3).Differentiate();
        Assert.Equal(3, x.Gradient);
    }

    [Fact]
    public void Differentiate_OfALongChain_NeedsNoDeepStack()
    {
        Number x = 1;
        Enumerable.Range(0, 200_000).Aggregate(x, (sum, _) => sum + x).Differentiate();
        Assert.Equal(200_001, x.Gradient);
    }
}
