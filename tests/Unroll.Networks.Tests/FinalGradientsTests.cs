using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Tests.Layers;
using Unroll.Networks.Tests.Translation;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests;

/// <summary>What a backward pass says to be final must be what it leaves behind, and be said as early as the layers allow.</summary>
public sealed class FinalGradientsTests
{
    public static TheoryData<string> Names => [.. LayerCases.All.Select(@case => @case.Name)];

    public static TheoryData<string> Kinds => [.. TranslationModel.Kinds];

    [Theory, MemberData(nameof(Names))]
    public void WhatBecameFinal_OfEveryLayer_DoesNotChangeAnyMore(string name)
    {
        var run = new LayerRun(LayerCases.Find(name)).Pass();
        var wanted = run.Network.Parameters.Gradients.ToArray();
        run.Network.Parameters.Gradients.Fill(double.NaN);
        var listener = new Listener(run.Network.Parameters);
        run.Forward();
        run.Backward(listener);
        Assert.Equal(wanted, run.Network.Parameters.Gradients.ToArray());
        listener.RequireKept(run.Network.FinalFrom.Reverse());
        Assert.Equal(0, run.Network.FinalFrom[0]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void WhatBecameFinal_OfAnEncoderDecoder_DoesNotChangeAnyMore(string kind)
    {
        var run = new TranslationRun(TranslationModel.Make(kind, "lstm", hidden: 3), [3, 5, 1, 4], [4, 2, 5, 1]);
        run.Pass();
        run.Model.Parameters.Gradients.Fill(double.NaN);
        var listener = new Listener(run.Model.Parameters);
        run.Model.Backward(run.Trace, listener);
        listener.RequireKept(run.Model.Decoder.FinalFrom.Reverse().Concat(run.Model.Encoder.FinalFrom.Reverse()));
        Assert.Equal(0, listener.Heard[^1]);
        Assert.True(listener.Heard[run.Model.Decoder.Layers.Count - 1] < run.Model.Parameters.Count, "the decoder's gradients are final before the encoder's are computed");
    }

    [Fact]
    public void FinalFrom_OfAStack_FallsLayerByLayer()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", "lstm", 3, 5), new DropoutLayer<float>(5, 0.1), new RecurrentLayer<float>(plan, "1", "gru", 5, 4), new DenseLayer<float>(plan, "out", 4, 2));
        var starts = new[] { "1.input", "out.weight" }.Select(name => network.Parameters.Segments.Single(segment => segment.Name == name).Offset).ToArray();
        Assert.Equal([0, starts[0], starts[0], starts[1]], network.FinalFrom);
    }

    [Fact]
    public void FinalFrom_OfATiedTable_WaitsForItsEmbedding()
    {
        var plan = new ParameterPlan();
        var embedding = new EmbeddingLayer<float>(plan, "words", 6, 5);
        var network = new Network<float>(plan, embedding, new RecurrentLayer<float>(plan, "rnn", "lstm", 5, 5), new TiedDenseLayer<float>(plan, "out", embedding));
        Assert.Equal([0, embedding.Segments[0].Count, network.Parameters.Segments[^1].Offset], network.FinalFrom);
    }

    [Fact]
    public void FinalFrom_OfALayerThatNamesNothing_ComesAtTheEnd()
    {
        var plan = new ParameterPlan();
        var below = new Silent(new DenseLayer<float>(plan, "below", 3, 4), []);
        var above = new Silent(new DenseLayer<float>(plan, "above", 4, 2), []);
        var network = new Network<float>(plan, below, above);
        Assert.Equal([network.Parameters.Count, network.Parameters.Count], network.FinalFrom);
    }

    [Fact]
    public void Backward_WithALayerThatSetsWhatAnotherNamed_IsRefused()
    {
        var plan = new ParameterPlan();
        var below = new DenseLayer<float>(plan, "below", 3, 3);
        var above = new DenseLayer<float>(plan, "above", 3, 3);
        // The layer above names all, the one below nothing: the network must believe that all is final when it is through the first of them.
        var network = new Network<float>(plan, new Silent(below, []), new Silent(above, [.. below.Segments, .. above.Segments]));
        Assert.Equal(0, network.FinalFrom[1]);
        using var team = new WorkerTeam(1);
        var trace = network.CreateTrace(2, 2, TraceMode.Training, team);
        network.Initialize(new RandomStream(1));
        network.Forward(new LayerInput<float>(new PinnedNumbers<float>(12).As(2, 2, 3)), trace);
        trace.OutputGradients.Clear();
        var refusal = Assert.Throws<InvalidOperationException>(() => network.Backward(trace, listener: new Deaf()));
        Assert.Equal("The gradient of 'below.weight' is on its way to other processes already, and a layer further down sets it once more; let that layer name it among its Segments.", refusal.Message);
        network.Backward(trace);   // nobody was told anything, so nothing is on its way
    }

    // Copies what it is told to be final, and looks at it again at the end.
    sealed class Listener(Parameters<double> parameters) : IGradientListener
    {
        readonly List<double[]> _copies = [];

        public List<int> Heard { get; } = [];

        public void BecameFinal(int first)
        {
            Heard.Add(first);
            _copies.Add(parameters.Gradients[first..].ToArray());
        }

        public void RequireKept(IEnumerable<int> wanted)
        {
            Assert.Equal(wanted, Heard);
            for (var i = 0; i < Heard.Count; i++)
            {
                Assert.DoesNotContain(double.NaN, _copies[i]);
                Assert.Equal(parameters.Gradients[Heard[i]..].ToArray(), _copies[i]);
            }
        }
    }

    sealed class Deaf : IGradientListener
    {
        public void BecameFinal(int first)
        {
        }
    }

    // Another layer that names other segments than its own.
    sealed class Silent(ILayer<float> inner, IReadOnlyList<ParameterSegment> segments) : ILayer<float>
    {
        public int InputWidth => inner.InputWidth;

        public int OutputWidth => inner.OutputWidth;

        public IReadOnlyList<ParameterSegment> Segments => segments;

        public void Bind(Parameters<float> parameters) => inner.Bind(parameters);

        public LayerTrace<float> Plan(MemoryPlan plan, TraceShape shape) => inner.Plan(plan, shape);
    }
}
