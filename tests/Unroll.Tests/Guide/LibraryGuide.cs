using Unroll.Networks.Layers;

namespace Unroll.Tests.Guide;

/// <summary>Code of docs/library.md that is in no sample.</summary>
public sealed class LibraryGuide
{
    [Fact]
    public void Network_OfTheGuide_IsBuilt()
    {
        var network = NetworkBuilder<float>.Of(inputs: 12)
            .Bidirectional("lstm", 64)
            .Dropout(0.2)
            .Recurrent("gru", 64, new RecurrentOptions { LayerNormalization = true })
            .Pool(Pooling.Last)
            .Dense(9)
            .Build(seed: 1);
        Assert.Equal((12, 9, 5), (network.InputWidth, network.OutputWidth, network.Layers.Count));
    }
}
