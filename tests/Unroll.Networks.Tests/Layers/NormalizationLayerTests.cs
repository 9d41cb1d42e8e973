using System;
using System.Linq;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Normalised rows against the formula as PyTorch gives it, and residual connections against the layer that they pass by.</summary>
public sealed class NormalizationLayerTests
{
    [Fact]
    public void Forward_OfRows_IsTheFormula()
    {
        const int Width = 19;
        var run = new LayerRun(LayerCases.Find("normalisation"));
        // So small that the 1e-5 under the root counts.
        foreach (ref var number in run.Inputs.All[..Width])
            number *= 0.003;
        run.Forward();
        var (gain, bias) = (run.Network.Parameters.Values[..Width].ToArray(), run.Network.Parameters.Values[Width..].ToArray());
        for (var place = 0; place < run.OutputSteps * run.Batch; place++)
        {
            var row = run.Input(place);
            var mean = row.Average();
            var variance = row.Average(number => (number - mean) * (number - mean));
            for (var i = 0; i < Width; i++)
                Assert.Equal((row[i] - mean) / Math.Sqrt(variance + 1e-5) * gain[i] + bias[i], run.Output(place)[i], 1e-12);
        }
    }

    [Fact]
    public void Parameters_AtFirst_ChangeNothingMore()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new NormalizationLayer<float>(plan, "norm", 3));
        network.Initialize(new Numerics.Random.RandomStream(1));
        Assert.Equal([1, 1, 1, 0, 0, 0], network.Parameters.Values.ToArray());
        Assert.Equal(["norm.gain", "norm.bias"], network.Parameters.Segments.Select(segment => segment.Name));
    }

    [Fact]
    public void Residual_OfALayer_IsItsOutputAndTheInput()
    {
        var with = new LayerRun(LayerCases.Find("residual lstm")).Pass();
        var without = new LayerRun(new LayerCase("inner", 5, (plan, width) => [((ResidualLayer<double>)LayerCases.Find("residual lstm").Make(plan, width)[0]).Inner])).Pass();
        for (var place = 0; place < with.OutputSteps * with.Batch; place++)
            Assert.Equal(with.Input(place).Zip(without.Output(place), (x, y) => x + y), with.Output(place));
        Assert.Equal(without.Network.Parameters.Gradients.ToArray(), with.Network.Parameters.Gradients.ToArray());
        Assert.Equal(without.InputGradients.All.ToArray().Zip(with.OutputGradients, (inner, gradient) => inner + gradient), with.InputGradients.All.ToArray());
        Assert.IsAssignableFrom<Networks.Unrolling.RecurrentTrace<double>>(((ResidualTrace<double>)with.Trace.Layers[0]).Inner);
    }

    [Fact]
    public void Residual_RoundALayerThatCannotBeAdded_IsRefused()
    {
        var plan = new ParameterPlan();
        Assert.StartsWith("The inner layer reads 2 numbers and writes 3", Assert.Throws<ArgumentException>(() => new ResidualLayer<double>(new DenseLayer<double>(plan, "a", 2, 3))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The inner layer reads symbols alone", Assert.Throws<ArgumentException>(() => new ResidualLayer<double>(new EmbeddingLayer<double>(plan, "b", 2, 2))).Message, StringComparison.Ordinal);
        Assert.Equal(InputKinds.Numbers, new ResidualLayer<double>(new RecurrentLayer<double>(plan, "c", "gru", 3, 3)).Reads);
        var run = new LayerRun(new LayerCase("wrong", 3, (_, _) => [new ResidualLayer<double>(new PoolLayer<double>(3))]) { OutputSteps = 1 });
        Assert.StartsWith("Layer 0 (ResidualLayer) adds an input to what its inner layer makes of it", Assert.Throws<ArgumentException>(run.Forward).Message, StringComparison.Ordinal);
    }
}
