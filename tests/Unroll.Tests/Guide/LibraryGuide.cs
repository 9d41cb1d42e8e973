using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;

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

    [Fact]
    public void Network_ThatReadsItsOwnOutputs_IsBuilt()
    {
        var network = NetworkBuilder<float>.Of(inputs: 12)
            .Recurrent("lstm", 64)
            .Pool()
            .Repeat(steps: 24)
            .Feedback(loop => loop.Recurrent("gru", 64).Dense(64))
            .Dense(2)
            .Build(seed: 1);
        Assert.Equal(24, network.Predict(new float[][][] { [new float[12], new float[12]] })[0].Length);
    }

    [Fact]
    public void Network_OfSymbols_WritesText()
    {
        var network = NetworkBuilder<float>.OfSymbols(65).Embedding(16).Recurrent("gru", 32).Dense(65).Build(seed: 1);

        var stepwise = new StepwiseNetwork<float>(network);
        stepwise.Step([20]);
        var text = new int[100];
        new Generator<float>(stepwise, new RandomStream(seed: 7), temperature: 0.8).Generate([33], text);

        Assert.InRange(text.Distinct().Count(), 2, 65);
    }
}
