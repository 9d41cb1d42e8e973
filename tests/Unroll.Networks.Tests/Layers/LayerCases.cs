using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Networks of every layer, alone and among others.</summary>
static class LayerCases
{
    const int I = 3;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LayerCase> All { get; } = [.. Directions(), .. Pools()];

    static RecurrentOptions At(LaneWidth width) => new() { Width = width, Bias = new Uniform(-1, 1) };

    static DenseLayer<double> Dense(ParameterPlan plan, LaneWidth width, int inputs, int outputs) =>
        new(plan, "out", inputs, outputs, new DenseOptions { Width = width, Bias = new Uniform(-1, 1) });

    static IEnumerable<LayerCase> Directions()
    {
        foreach (var merge in System.Enum.GetValues<Merge>())
            yield return new($"bidirectional lstm, {merge}", I, (plan, width) => [new BidirectionalLayer<double>(plan, "both", "lstm", I, 5, merge, At(width))]);
        yield return new("bidirectional gru of symbols", 6, (plan, width) => [new BidirectionalLayer<double>(plan, "both", "gru", 6, 4, Merge.Concatenate, At(width))]) { Symbols = true };
        yield return new("two bidirectional lstms and a dense layer", I, (plan, width) =>
        [
            new BidirectionalLayer<double>(plan, "0", "lstm", I, 4, Merge.Concatenate, At(width)),
            new BidirectionalLayer<double>(plan, "1", "lstm", 8, 18, Merge.Mean, At(width)),
            Dense(plan, width, 18, 2),
        ]);
        yield return new("bidirectional lstm, one direction projected", I, (plan, width) =>
            [new BidirectionalLayer<double>(plan, "both", "lstm", I, 5, Merge.Concatenate, At(width), At(width) with { Projection = 2 })]);
        yield return new("bidirectional lstm of a wide input, zoned out", 40, (plan, width) =>
            [new BidirectionalLayer<double>(plan, "both", "lstm", 40, 17, Merge.Sum, At(width) with { OutputZoneout = 0.3, MemoryZoneout = 0.2 })]);
        yield return new("reversed elman", I, (plan, width) => [new ReversedLayer<double>(plan, "back", "elman", I, 5, At(width))]);
        yield return new("reversed lstm of symbols", 6, (plan, width) => [new ReversedLayer<double>(plan, "back", "lstm", 6, 5, At(width)), Dense(plan, width, 5, 2)]) { Symbols = true };
    }

    static IEnumerable<LayerCase> Pools()
    {
        foreach (var pooling in System.Enum.GetValues<Pooling>())
        {
            yield return new($"pooling, {pooling}", 19, (_, _) => [new PoolLayer<double>(19, pooling)]) { OutputSteps = 1 };
            yield return new($"lstm, pooling, {pooling}, dense", I, (plan, width) =>
                [new RecurrentLayer<double>(plan, "rnn", "lstm", I, 7, At(width)), new PoolLayer<double>(7, pooling), Dense(plan, width, 7, 2)]) { OutputSteps = 1 };
        }
    }

    /// <summary>The case of a name.</summary>
    public static LayerCase Find(string name) => All.Single(@case => @case.Name == name);
}
