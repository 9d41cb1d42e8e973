using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;

namespace Unroll.Tests.Building;

public sealed class NetworkBuilderTests
{
    static NetworkBuilder<float> Small => NetworkBuilder<float>.Of(inputs: 3).Bidirectional("lstm", 4).Recurrent("gru", 5).Pool(Pooling.Max).Dense(2);

    [Fact]
    public void Build_OfLayers_NamesAndSizesThem()
    {
        var network = Small.Build(seed: 1);
        Assert.Equal((3, 2, 4), (network.InputWidth, network.OutputWidth, network.Layers.Count));
        Assert.Equal([3, 8, 5, 5], network.Layers.Select(layer => layer.InputWidth));
        Assert.Contains("layers.0.forward.input", network.Parameters.Segments.Select(segment => segment.Name));
        Assert.Contains("layers.1.recurrent", network.Parameters.Segments.Select(segment => segment.Name));
        Assert.Contains("layers.3.weight", network.Parameters.Segments.Select(segment => segment.Name));
    }

    [Fact]
    public void Build_Twice_GivesTwoNetworksOfOneSeed()
    {
        var builder = Small;
        Network<float> one = builder.Build(1), same = builder.Build(1), other = builder.Build(2);
        Assert.NotSame(one.Parameters, same.Parameters);
        Assert.Equal(one.Parameters.Values, same.Parameters.Values);
        Assert.NotEqual(one.Parameters.Values.ToArray(), other.Parameters.Values.ToArray());
    }

    [Fact]
    public void Add_OfWhatCannotBe_NamesTheLayerWhatItGotAndWanted()
    {
        var builder = NetworkBuilder<float>.Of(3).Dense(4);
        AssertRefused("Layer 'layers.1' (lstmm) after width 4: Cell 'lstmm' is not known.", () => builder.Recurrent("lstmm", 4));
        AssertRefused("Layer 'layers.1' (gru) after width 4: hidden ('0')", () => builder.Recurrent("gru", 0));
        AssertRefused("Layer 'layers.1' (dense) after width 4: outputWidth ('-1')", () => builder.Dense(-1));
        AssertRefused("Layer 'layers.1' (own) reads width 9, but layer 'layers.0' (dense) gives width 4", () => builder.Layer((plan, name, _) => new DenseLayer<float>(plan, name, 9, 1)));
        AssertRefused("Layer 'layers.0' (dense) reads numbers, but gets symbols", () => NetworkBuilder<float>.OfSymbols(3).Dense(1));
        Assert.Equal(4, builder.OutputWidth);
        Assert.Single(builder.Build(1).Layers);
        Assert.Throws<InvalidOperationException>(() => NetworkBuilder<float>.Of(3).Build(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkBuilder<float>.Of(0));
    }

    [Fact]
    public void Build_OfEveryKindOfLayer_RunsAndPredicts()
    {
        var network = NetworkBuilder<float>.OfSymbols(7).Embedding(6, paddingSymbol: 0, dropout: 0.1).Normalization().Residual("gru").Dropout(0.3).Reversed("elman", 6).TiedDense().Build(seed: 3);
        Assert.Equal(7, network.OutputWidth);
        int[][] symbols = [[1, 2, 6], [3]];
        network.Fit(symbols, symbols, new FitOptions { Epochs = 2, Threads = 1 });
        Assert.Equal([3, 1], network.Predict(symbols).Select(steps => steps.Length));
        var oneToMany = NetworkBuilder<float>.Of(2).Recurrent("lstm", 3).Pool(Pooling.Mean).Repeat(4, RepeatKind.ThenZeros).Recurrent("lstm", 3).Build(seed: 3);
        Assert.Equal(4, oneToMany.Predict(new float[][][] { [[1, 2], [3, 4]] })[0].Length);
    }

    [Fact]
    public void Feedback_OfLayers_NamesThemAndLearns()
    {
        var builder = NetworkBuilder<float>.Of(2).Recurrent("gru", 3).Feedback(loop => loop.Recurrent("gru", 8).Dense(3), given: 2).Dense(2);
        var network = builder.Build(seed: 1);
        Assert.Equal(["layers.0", "layers.1.0", "layers.1.1", "layers.2"], network.Parameters.Segments.Select(segment => segment.Name[..segment.Name.LastIndexOf('.')]).Distinct());
        Assert.Equal(2, ((FeedbackLayer<float>)network.Layers[1]).Given);
        Assert.Equal(network.Parameters.Values, builder.Build(seed: 1).Parameters.Values);
        AssertRefused("Layer 'layers.1' (feedback) after width 4: Inner layer 0 (RecurrentLayer) reads 4 numbers, but Inner layer 0 (RecurrentLayer), which is fed back to it, writes 5;",
            () => NetworkBuilder<float>.Of(3).Dense(4).Feedback(loop => loop.Recurrent("gru", 5)));
        AssertRefused("Layer 'layers.0' (feedback) after width 4: A closed loop needs at least one inner layer.", () => NetworkBuilder<float>.Of(4).Feedback(_ => { }));
        AssertRefused("Layer 'layers.0.0' (gruu) after width 4:", () => NetworkBuilder<float>.Of(4).Feedback(loop => loop.Recurrent("gruu", 5)));
        AssertRefused("Layer 'layers.0.1' (own) reads width 9, but layer 'layers.0.0' (dense) gives width 3",
            () => NetworkBuilder<float>.Of(4).Feedback(loop => loop.Dense(3).Layer((plan, name, _) => new DenseLayer<float>(plan, name, 9, 4))));
    }

    [Fact]
    public void Feedback_FromOnePoint_LearnsToGoOnByItself()
    {
        // Points on a circle, each a turn of a quarter of a radian after the one before; of different lengths.
        var circles = Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 6 + i % 5).Select(t => (float[])[MathF.Cos(i + t / 4f), MathF.Sin(i + t / 4f)]).ToArray()).ToArray();
        var network = NetworkBuilder<float>.Of(2).Feedback(loop => loop.Recurrent("gru", 12).Dense(2)).Build(seed: 1);
        var history = network.Fit(circles[..32].Select(circle => circle[..^1]).ToArray(), circles[..32].Select(circle => circle[1..]), new FitOptions { Epochs = 120, Rate = 0.02, Threads = 1 });
        Assert.InRange(history.Epochs[^1].Loss, 0, 0.02 * history.Epochs[0].Loss);
        var start = circles[32][0];
        var circle = network.Predict(new[] { Enumerable.Repeat(start, 8).ToArray() })[0];
        for (var t = 0; t < 8; t++)
            Assert.Equal(MathF.Cos(32 + (t + 1) / 4f), circle[t][0], 0.2f);
    }

    [Fact]
    public void Add_AfterARefusal_GoesOnAsIfNothingHadBeen()
    {
        var builder = NetworkBuilder<float>.OfSymbols(5).Embedding(3);
        AssertRefused("Layer 'layers.1' (embedding) reads symbols, but gets numbers", () => builder.Embedding(4));
        AssertRefused("Layer 'layers.1' (dropout) after width 3:", () => builder.Dropout(1));
        var expected = NetworkBuilder<float>.OfSymbols(5).Embedding(3).Recurrent("gru", 4).Dense(2).Build(1);
        Assert.Equal(expected.Parameters.Values, builder.Recurrent("gru", 4).Dense(2).Build(1).Parameters.Values);
        AssertRefused("Layer 'layers.1' (tied dense) after width 2: the network does not begin with an embedding", () => NetworkBuilder<float>.Of(1).Dense(2).TiedDense());
        AssertRefused("Layer 'layers.2' (tied dense) reads width 3, but layer 'layers.1' (dense) gives width 2", () => NetworkBuilder<float>.OfSymbols(5).Embedding(3).Dense(2).TiedDense());
    }

    [Fact]
    public void Choices_OfNoSense_AreRefusedInOneLineThatNamesTheLayerOnce()
    {
        AssertRefused("A network that reads 0 numbers a step was asked for; give at least 1.", () => NetworkBuilder<float>.Of(0));
        AssertRefused("A network that reads -3 symbols was asked for; give at least 1.", () => NetworkBuilder<float>.OfSymbols(-3));
        AssertRefused("Layer 'layers.0' (lstm) after width 2: 99 is none of InitialStates; give one of OfCell, Zeros, Ones, Learnt.",
            () => NetworkBuilder<float>.Of(2).Recurrent("lstm", 4, new RecurrentOptions { InitialStates = (InitialStates)99 }));
        AssertRefused("Layer 'layers.0' (lstm) after width 2: 7 is none of Walk; give one of Fused, Plain.", () => NetworkBuilder<float>.Of(2).Recurrent("lstm", 4, new RecurrentOptions { Walk = (Walk)7 }));
        AssertRefused("Layer 'layers.0' (gru) after width 2: the output of cell 'gru' cannot be projected", () => NetworkBuilder<float>.Of(2).Recurrent("gru", 4, new RecurrentOptions { Projection = 2 }));
    }

    static void AssertRefused(string beginning, Action action)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
