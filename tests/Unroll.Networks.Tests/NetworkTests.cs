using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests;

/// <summary>What the network's doors refuse, and in which words.</summary>
public sealed unsafe class NetworkTests
{
    static Network<double> NewNetwork(int inputs = 3)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "lstm", inputs, 4), new DenseLayer<double>(plan, "out", 4, 2));
        network.Initialize(new RandomStream(1));
        return network;
    }

    static Trace<double> NewTrace(Network<double> network, TraceMode mode = TraceMode.Training, bool inputGradients = false) =>
        network.CreateTrace(5, 4, mode, WorkerTeam.Single, inputGradients);

    readonly List<object> _kept = [];   // the views below do not own their memory

    LayerInput<double> Dense(int steps = 5, int batch = 4, int width = 3)
    {
        var numbers = PinnedNumbers<double>.Normal(steps * batch * width, 1);
        _kept.Add(numbers);
        return new(numbers.As(steps, batch, width));
    }

    LayerInput<double> Symbols(params int[] symbols)
    {
        var numbers = new PinnedNumbers<int>(symbols.Length);
        symbols.CopyTo(numbers.All);
        _kept.Add(numbers);
        return new(numbers.As(symbols.Length / 2, 2, 1));
    }

    [Fact]
    public void New_WithoutLayers_IsRefused() =>
        Assert.StartsWith("A network needs at least one layer.", Assert.Throws<ArgumentException>(() => new Network<float>(new ParameterPlan())).Message, StringComparison.Ordinal);

    [Fact]
    public void New_WithLayersThatDoNotFit_SaysWhich()
    {
        var plan = new ParameterPlan();
        ILayer<float>[] layers = [new DenseLayer<float>(plan, "a", 2, 3), new DenseLayer<float>(plan, "b", 4, 2)];
        Assert.StartsWith("Layer 1 (DenseLayer) reads 4 numbers, but Layer 0 (DenseLayer) writes 3; give both one width.", Assert.Throws<ArgumentException>(() => new Network<float>(plan, layers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_OnTwoTraces_DropEachItsOwnWeights()
    {
        double[] Run(bool otherFirst)
        {
            var plan = new ParameterPlan();
            var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "lstm", 3, 4, new RecurrentOptions { WeightDrop = 0.5 }));
            network.Initialize(new RandomStream(1));
            var (other, trace) = (NewTrace(network), NewTrace(network));
            (other.Noise, trace.Noise) = (new NoisePosition(5, 6), new NoisePosition(7, 8));
            if (otherFirst)
                network.Forward(Dense(), other);
            network.Forward(Dense(), trace);
            trace.OutputGradients[4, 3][0] = 1;
            network.Backward(trace);
            return [.. trace.Outputs.Rows[19], .. network.Parameters.Gradients];
        }
        Assert.Equal(Run(otherFirst: false), Run(otherFirst: true));
    }

    [Fact]
    public void Layer_OfNoNetwork_SaysSo()
    {
        var layer = new EmbeddingLayer<float>(new ParameterPlan(), "a", 2, 3);
        Assert.Equal("The layer belongs to no network yet.", Assert.Throws<InvalidOperationException>(() => layer.Parameters).Message);
    }

    [Theory]
    [InlineData(6, 4, "The input has 6 steps of 4 rows; this trace takes 1 to 5 steps of 1 to 4 rows.")]
    [InlineData(5, 5, "The input has 5 steps of 5 rows; this trace takes 1 to 5 steps of 1 to 4 rows.")]
    public void Forward_WithMoreThanTheTraceTakes_IsRefused(int steps, int batch, string message)
    {
        var network = NewNetwork();
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => network.Forward(Dense(steps, batch), NewTrace(network))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WithoutInput_IsRefused()
    {
        var network = NewNetwork();
        Assert.Throws<ArgumentException>(() => network.Forward(default, NewTrace(network)));
    }

    [Fact]
    public void Forward_WithAnotherWidth_IsRefused()
    {
        var network = NewNetwork();
        Assert.StartsWith("The input has width 2; Layer 0 (RecurrentLayer) reads width 3.", Assert.Throws<ArgumentException>(() => network.Forward(Dense(width: 2), NewTrace(network))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Forward_WithASymbolOutOfRange_SaysWhereAndTouchesNothing(int symbol)
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        network.Forward(Symbols(0, 1, 2, 2, 1, 0), trace);
        var before = trace.Outputs.Rows[0].ToArray();
        var error = Assert.Throws<ArgumentException>(() => network.Forward(Symbols(2, 1, 2, 2, 1, symbol), trace));
        Assert.StartsWith($"Symbol {symbol} at step 2, row 1 is out of range; this network reads symbols from 0 to 2.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, trace.Outputs.Rows[0].ToArray());
        Assert.True(trace.Input.Symbols.Data[0] == 0, "the trace still holds the last good input");
    }

    [Fact]
    public void Forward_OfSymbolsIntoADenseLayer_IsRefused()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new DenseLayer<double>(plan, "out", 3, 2));
        Assert.StartsWith("Layer 0 (DenseLayer) reads numbers, and the input is symbols; put an embedding or a recurrent layer first.", Assert.Throws<ArgumentException>(() => network.Forward(Symbols(0, 1), NewTrace(network))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_OnATraceOfAnotherNetwork_AreRefused()
    {
        var trace = NewTrace(NewNetwork(inputs: 7));
        Assert.StartsWith("This trace was made by another network", Assert.Throws<ArgumentException>(() => NewNetwork().Forward(Dense(), trace)).Message, StringComparison.Ordinal);
        Assert.StartsWith("This trace was made by another network", Assert.Throws<ArgumentException>(() => NewNetwork().Backward(trace)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_OnATraceForInference_IsRefused()
    {
        var network = NewNetwork();
        var trace = NewTrace(network, TraceMode.Inference);
        network.Forward(Dense(), trace);
        Assert.Equal("This trace was made for inference; make one with TraceMode.Training to run backward.", Assert.Throws<InvalidOperationException>(() => network.Backward(trace)).Message);
    }

    [Theory]
    [InlineData(Walk.Fused)]
    [InlineData(Walk.Plain)]
    public void Trace_ForInference_HasNoGradients(Walk walk)
    {
        var plan = new ParameterPlan();
        var rnn = new RecurrentLayer<double>(plan, "rnn", "lstm", 3, 4, new RecurrentOptions { Walk = walk });
        var network = new Network<double>(plan, rnn, new DenseLayer<double>(plan, "out", 4, 2));
        var (inference, training) = (NewTrace(network, TraceMode.Inference), NewTrace(network));
        network.Forward(Dense(), inference);
        network.Forward(Dense(), training);
        Assert.All(inference.Layers, layer => Assert.True(layer.OutputGradients.IsEmpty));
        Assert.All(training.Layers, layer => Assert.False(layer.OutputGradients.IsEmpty));
        Assert.Equal(0, ((RecurrentTrace<double>)inference.Layers[0]).InitialStateGradient(0).Rows);
        Assert.Equal(4, ((RecurrentTrace<double>)training.Layers[0]).InitialStateGradient(0).Rows);
    }

    [Fact]
    public void New_WithALayerOfAnotherNetwork_IsRefused()
    {
        var plan = new ParameterPlan();
        ILayer<float>[] layers = [new RecurrentLayer<float>(plan, "rnn", "gru", 2, 3), new DenseLayer<float>(plan, "out", 3, 2)];
        _ = new Network<float>(plan, layers);
        foreach (var layer in layers)
            Assert.StartsWith("The layer belongs to a network already", Assert.Throws<InvalidOperationException>(() => new Network<float>(plan, layer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_BeforeForward_IsRefused()
    {
        var network = NewNetwork();
        Assert.Equal("No forward pass has run on this trace; run Forward before Backward.", Assert.Throws<InvalidOperationException>(() => network.Backward(NewTrace(network))).Message);
    }

    [Fact]
    public void Backward_WithInputGradientsNotAskedFor_IsRefused()
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        network.Forward(Dense(), trace);
        Assert.StartsWith("This trace was made without input gradients", Assert.Throws<InvalidOperationException>(() => network.Backward(trace, Dense().Dense)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 4, 3)]
    [InlineData(5, 3, 3)]
    [InlineData(5, 4, 2)]
    [InlineData(5, 4, 4)]
    public void Backward_WithInputGradientsOfAnotherShape_IsRefused(int steps, int batch, int width)
    {
        var network = NewNetwork();
        var trace = NewTrace(network, inputGradients: true);
        network.Forward(Dense(), trace);
        var error = Assert.Throws<ArgumentException>(() => network.Backward(trace, Dense(steps, batch, width).Dense));
        Assert.StartsWith($"The input's gradient has shape [{steps}, {batch}, {width}], expected [5, 4, 3].", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-3, 1)]
    public void CreateTrace_OfNothing_IsRefused(int steps, int batch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NewNetwork().CreateTrace(steps, batch, TraceMode.Training, WorkerTeam.Single));

    [Fact]
    public void Initialize_FromOneSeed_GivesTheSameValuesAndFromAnotherOthers()
    {
        var (first, second, other) = (NewNetwork(), NewNetwork(), NewNetwork());
        other.Initialize(new RandomStream(2));
        Assert.Equal(first.Parameters.Values.ToArray(), second.Parameters.Values.ToArray());
        Assert.NotEqual(first.Parameters.Values.ToArray(), other.Parameters.Values.ToArray());
    }

    [Fact]
    public void Initialize_ByDefault_SetsTheForgetBiasToOneAndOthersToZero()
    {
        var network = NewNetwork();
        var bias = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.bias"))[0].ToArray();
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], bias);
    }
}
