using System;
using System.Collections.Generic;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Translation;

/// <summary>Small encoder-decoders of every kind: sources of symbols below 5 or of rows of 3, answers of 4 symbols, of which 3 ends.</summary>
static class TranslationModel
{
    public const int Sources = 5, Answers = 4, Start = 3, End = 3, RowWidth = 3;

    /// <summary>A kind of topology; sources are rows of numbers where its name says so.</summary>
    public static readonly string[] Kinds = ["one layer", "stack", "embedded", "both ways", "reversed", "residual", "projected", "rows"];

    public static EncoderDecoder<double> Make(string kind, string cell, ulong seed = 7, int hidden = 5, Walk walk = Walk.Fused)
    {
        var plan = new ParameterPlan();
        var options = new RecurrentOptions { Walk = walk, Projection = kind == "projected" ? 3 : 0 };
        RecurrentLayer<double> Layer(string name, int inputs, int units) => new(plan, name, cell, inputs, units, options);
        DenseLayer<double> Out(int inputs) => new(plan, "d.out", inputs, Answers);
        (ILayer<double>[] Encoder, ILayer<double>[] Decoder) layers = kind switch
        {
            "one layer" => ([Layer("e", Sources, hidden)], [Layer("d", Answers, hidden), Out(hidden)]),
            "rows" => ([Layer("e", RowWidth, hidden)], [Layer("d", Answers, hidden), Out(hidden)]),
            "stack" => ([Layer("e0", Sources, hidden), Layer("e1", hidden, 4)], [Layer("d0", Answers, hidden), Layer("d1", hidden, 4), Out(4)]),
            "embedded" => ([new EmbeddingLayer<double>(plan, "e.table", Sources, 3), Layer("e", 3, hidden)], [new EmbeddingLayer<double>(plan, "d.table", Answers, 2), Layer("d", 2, hidden), Out(hidden)]),
            "both ways" => ([new BidirectionalLayer<double>(plan, "e", cell, Sources, hidden, Merge.Sum, options)], [Layer("d", Answers, 2 * hidden), Out(2 * hidden)]),
            "reversed" => ([new ReversedLayer<double>(plan, "e", cell, Sources, hidden, options)], [Layer("d", Answers, hidden), Out(hidden)]),
            "residual" => ([Layer("e0", Sources, hidden), new ResidualLayer<double>(Layer("e1", hidden, hidden))],
                [Layer("d0", Answers, hidden), new ResidualLayer<double>(Layer("d1", hidden, hidden)), Out(hidden)]),
            _ => ([Layer("e", Sources, hidden)], [Layer("d", Answers, hidden), Out(3)]),
        };
        var model = new EncoderDecoder<double>(plan, layers.Encoder, layers.Decoder);
        Draw(model, seed);
        return model;
    }

    /// <summary>Weights large enough that what is not learnt has a clear opinion.</summary>
    public static void Draw(EncoderDecoder<double> model, ulong seed)
    {
        model.Initialize(new RandomStream(seed));
        foreach (var segment in model.Parameters.Segments)
        {
            if (segment.Initializer is not Orthogonal)
                new Uniform(-1.5, 1.5).Fill(model.Parameters.ValuesOf(segment), new RandomStream(seed).Split(segment.Name));
        }
        model.Parameters.MarkChanged();
    }

    /// <summary>Symbols below a limit, a function of row and step alone.</summary>
    public static int SymbolAt(int row, int step, int limit, ulong seed) => new RandomStream(seed).At(row).At(step).NextInt32(limit);

    /// <summary>Numbers, a function of row, step and column alone.</summary>
    public static double NumberAt(int row, int step, int column, ulong seed) => new RandomStream(seed).At(row).At(step).At(column).NextNormal();
}
