using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>Networks that between them have every layer that can be run step by step, one of symbols and one of numbers.</summary>
static class StackedNetworks
{
    const int Symbols = 9, Width = 7;

    /// <summary>Embedding, residual LSTM, dropout, normalisation, tied dense.</summary>
    public static Network<T> OfSymbols<T>(LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var embedding = new EmbeddingLayer<T>(plan, "words", Symbols, Width, paddingSymbol: 2, dropout: 0.4);
        return Initialized<T>(plan,
        [
            embedding, new ResidualLayer<T>(new RecurrentLayer<T>(plan, "rnn", "lstm", Width, Width, new RecurrentOptions { Width = width })), new DropoutLayer<T>(Width, 0.5, alikeAtAllSteps: true),
            new NormalizationLayer<T>(plan, "norm", Width), new TiedDenseLayer<T>(plan, "out", embedding, new Uniform(-1, 1), width),
        ]);
    }

    /// <summary>Dropout, connections round connections, normalisation, dense.</summary>
    public static Network<T> OfNumbers<T>(LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var options = new RecurrentOptions { Width = width, OutputZoneout = 0.2 };
        return Initialized<T>(plan,
        [
            new DropoutLayer<T>(Width, 0.3), new ResidualLayer<T>(new RecurrentLayer<T>(plan, "0", "lstm", Width, Width, options)), new NormalizationLayer<T>(plan, "norm", Width),
            new ResidualLayer<T>(new ResidualLayer<T>(new RecurrentLayer<T>(plan, "1", "gru", Width, Width, options))), new ResidualLayer<T>(new DropoutLayer<T>(Width, 0.3)),
            new DenseLayer<T>(plan, "out", Width, 3, new DenseOptions { Width = width }),
        ]);
    }

    /// <summary>Names of networks of one layer.</summary>
    public static IReadOnlyList<string> Layers => ["embedding", "dropout", "normalization", "residual"];

    /// <summary>A network of one layer.</summary>
    public static Network<T> Of<T>(string layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        return Initialized<T>(plan,
        [
            layer switch
            {
                "embedding" => new EmbeddingLayer<T>(plan, "a", Symbols, Width),
                "dropout" => new DropoutLayer<T>(Width, 0.5),
                "normalization" => new NormalizationLayer<T>(plan, "a", 19),
                _ => new ResidualLayer<T>(new RecurrentLayer<T>(plan, "a", "elman", 19, 19)),
            },
        ]);
    }

    static Network<T> Initialized<T>(ParameterPlan plan, ILayer<T>[] layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = new Network<T>(plan, layers);
        network.Initialize(new RandomStream(31));
        foreach (var segment in network.Parameters.Segments.Where(segment => segment.Initializer is Constant or Zeros))
            new Uniform(0.5, 1.5).Fill(network.Parameters.ValuesOf(segment), new RandomStream(32).Split(segment.Name));
        network.Parameters.MarkChanged();
        return network;
    }

    /// <summary>An LSTM, a GRU and a dense layer: 2 numbers in, 3 out.</summary>
    public static Network<float> OfTwoCells()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan,
            new RecurrentLayer<float>(plan, "0", "lstm", 2, 5), new RecurrentLayer<float>(plan, "1", "gru", 5, 4), new DenseLayer<float>(plan, "out", 4, 3));
        network.Initialize(new RandomStream(1));
        return network;
    }

    /// <summary>Numbers for three rows of <see cref="OfTwoCells"/> at a step.</summary>
    public static float[] InputAt(int step)
    {
        var random = new RandomStream(3).At(step);
        return [.. Enumerable.Range(0, 6).Select(_ => (float)random.NextNormal())];
    }
}
