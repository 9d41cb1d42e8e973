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
    public static IReadOnlyList<LayerCase> All { get; } = [.. Directions(), .. Pools(), .. Repeats(), .. Dropouts(), .. Embeddings(), .. Connections(), .. Loops()];

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
                [new RecurrentLayer<double>(plan, "rnn", "lstm", I, 7, At(width)), new PoolLayer<double>(7, pooling), Dense(plan, width, 7, 2)])
            { OutputSteps = 1 };
        }
    }

    static IEnumerable<LayerCase> Repeats()
    {
        foreach (var kind in System.Enum.GetValues<RepeatKind>())
        {
            yield return new($"repeat, {kind}", 19, (_, _) => [new RepeatLayer<double>(19, 4, kind)]) { Steps = 1, OutputSteps = 4, CanPad = false };
            yield return new($"lstm, last, repeat, {kind}, gru", I, (plan, width) =>
            [
                new RecurrentLayer<double>(plan, "in", "lstm", I, 6, At(width)), new PoolLayer<double>(6), new RepeatLayer<double>(6, 12, kind),
                new RecurrentLayer<double>(plan, "out", "gru", 6, 4, At(width)),
            ])
            { OutputSteps = 12 };
        }
    }

    static IEnumerable<LayerCase> Dropouts()
    {
        foreach (var alike in (bool[])[false, true])
            yield return new($"dropout{(alike ? ", alike at all steps" : "")}", 19, (_, _) => [new DropoutLayer<double>(19, 0.4, alike)]);
        yield return new("dropout of nothing", 5, (_, _) => [new DropoutLayer<double>(5, 0)]);
        yield return new("lstm, dropout, elman, locked dropout, dropout of nothing, dense", I, (plan, width) =>
        [
            new RecurrentLayer<double>(plan, "0", "lstm", I, 6, At(width)), new DropoutLayer<double>(6, 0.3), new RecurrentLayer<double>(plan, "1", "elman", 6, 7, At(width)),
            new DropoutLayer<double>(7, 0.5, alikeAtAllSteps: true), new DropoutLayer<double>(7, 0), Dense(plan, width, 7, 2),
        ]);
    }

    static IEnumerable<LayerCase> Embeddings()
    {
        yield return new("embedding", 6, (plan, _) => [new EmbeddingLayer<double>(plan, "words", 6, 19)]) { Symbols = true };
        yield return new("embedding with rows dropped", 6, (plan, _) => [new EmbeddingLayer<double>(plan, "words", 6, 19, dropout: 0.4)]) { Symbols = true };
        yield return new("embedding, lstm, tied dense", 6, (plan, width) => Tied(plan, width, 0)) { Symbols = true };
        yield return new("embedding with rows dropped, lstm, tied dense", 6, (plan, width) => Tied(plan, width, 0.4)) { Symbols = true };
    }

    static ILayer<double>[] Tied(ParameterPlan plan, LaneWidth width, double dropout)
    {
        var embedding = new EmbeddingLayer<double>(plan, "words", 6, 5, dropout: dropout);
        return [embedding, new RecurrentLayer<double>(plan, "rnn", "lstm", 5, 5, At(width)), new TiedDenseLayer<double>(plan, "out", embedding, new Uniform(-1, 1), width)];
    }

    static IEnumerable<LayerCase> Connections()
    {
        yield return new("normalisation", 19, (plan, _) => [new NormalizationLayer<double>(plan, "norm", 19)]);
        yield return new("elman, normalisation, dense", I, (plan, width) =>
            [new RecurrentLayer<double>(plan, "rnn", "elman", I, 34, At(width)), new NormalizationLayer<double>(plan, "norm", 34), Dense(plan, width, 34, 2)]);
        yield return new("residual lstm", 5, (plan, width) => [new ResidualLayer<double>(new RecurrentLayer<double>(plan, "rnn", "lstm", 5, 5, At(width)))]);
        yield return new("residuals of all kinds", 6, (plan, width) =>
        [
            new ResidualLayer<double>(new BidirectionalLayer<double>(plan, "0", "gru", 6, 3, options: At(width))),
            new ResidualLayer<double>(new DropoutLayer<double>(6, 0)), new ResidualLayer<double>(new DropoutLayer<double>(6, 0.5)),
            new ResidualLayer<double>(new ResidualLayer<double>(new NormalizationLayer<double>(plan, "norm", 6))), Dense(plan, width, 6, 2),
        ]);
    }

    /// <summary>Layers to close a loop over, by name.</summary>
    public static LayerCase Loop(string name, int given) => name switch
    {
        "gru and dense" => LoopOf(name, I, given, (plan, width) => [new RecurrentLayer<double>(plan, "rnn", "gru", I, 7, At(width)), Dense(plan, width, 7, I)]),
        "projected lstm" => LoopOf(name, 4, given, (plan, width) => [new RecurrentLayer<double>(plan, "rnn", "lstm", 4, 6, At(width) with { Projection = 4 })]),
        "everything" => LoopOf(name, 5, given, Everything),
        "dense alone" => LoopOf(name, I, given, (plan, width) => [Dense(plan, width, I, I)]),
        _ => LoopOf(name, 4, given, (_, _) => [new DropoutLayer<double>(4, 0)]),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> LoopNames => ["gru and dense", "projected lstm", "everything", "dense alone", "nothing"];

    static LayerCase LoopOf(string name, int width, int given, System.Func<ParameterPlan, LaneWidth, IReadOnlyList<ILayer<double>>> make) =>
        new($"closed loop of {name}, {given} given", width, (plan, lanes) => [new FeedbackLayer<double>(plan, plan => make(plan, lanes), given)]);

    static IEnumerable<LayerCase> Loops()
    {
        foreach (var name in LoopNames)
            yield return Loop(name, 1);
        yield return Loop("everything", 3);
        yield return Loop("dense alone", 9);
        yield return new("closed loop between others, two steps given", I, (plan, width) =>
        [
            new RecurrentLayer<double>(plan, "below", "elman", I, 4, At(width)),
            new FeedbackLayer<double>(plan, plan => [new RecurrentLayer<double>(plan, "rnn", "vs-lstm", 4, 4, At(width))], given: 2),
            Dense(plan, width, 4, 2),
        ]);
        yield return new("lstm, last, repeat, closed loop", I, (plan, width) =>
        [
            new RecurrentLayer<double>(plan, "in", "lstm", I, 6, At(width)), new PoolLayer<double>(6), new RepeatLayer<double>(6, 7, RepeatKind.ThenZeros),
            new FeedbackLayer<double>(plan, plan => [new RecurrentLayer<double>(plan, "rnn", "gru-reset-before", 6, 6, At(width))]),
        ])
        { OutputSteps = 7 };
    }

    // What a pass draws or keeps, in every way there is.
    static IReadOnlyList<ILayer<double>> Everything(ParameterPlan plan, LaneWidth width) =>
    [
        new ResidualLayer<double>(new RecurrentLayer<double>(plan, "0", "lstm", 5, 5, At(width) with { OutputZoneout = 0.3, MemoryZoneout = 0.2, InitialStates = InitialStates.Learnt })),
        new DropoutLayer<double>(5, 0.3),
        new RecurrentLayer<double>(plan, "1", "gru", 5, 6, At(width) with { RecurrentDropout = 0.3, WeightDrop = 0.2, LayerNormalization = true }),
        new DropoutLayer<double>(6, 0.4, alikeAtAllSteps: true),
        new NormalizationLayer<double>(plan, "norm", 6),
        Dense(plan, width, 6, 5),
    ];

    /// <summary>The case of a name.</summary>
    public static LayerCase Find(string name) => All.Single(@case => @case.Name == name);
}
