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

    static void AssertRefused(string beginning, Action action)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
