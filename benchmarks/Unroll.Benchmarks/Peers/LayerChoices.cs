using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;

namespace Unroll.Benchmarks.Peers;

/// <summary>What the layers of a benchmark are asked for beside their shape.</summary>
/// <param name="Options">The layers' choices.</param>
/// <param name="IsPadded">Whether rows have lengths from half of the steps to all of them, in no order.</param>
/// <param name="IsBidirectional">Whether every layer walks in both directions.</param>
/// <param name="IsTwice">Whether two such stacks take turns: what both directions are to be held against, with as much memory in the caches.</param>
sealed record LayerChoice(RecurrentOptions Options, bool IsPadded, bool IsBidirectional, bool IsTwice)
{
    /// <summary>Walks of the plain stack that one run does.</summary>
    public int Walks => (IsBidirectional ? 2 : 1) * (IsTwice ? 2 : 1);

    /// <summary>Numbers that a layer gives on.</summary>
    public int OutputWidth(LayerShape shape) => (Options.Projection > 0 ? Options.Projection : shape.Hidden) * (IsBidirectional ? 2 : 1);

    /// <summary>A layer.</summary>
    public ILayer<float> NewLayer(ParameterPlan plan, string name, LayerShape shape, int inputs) => IsBidirectional
        ? new BidirectionalLayer<float>(plan, name, shape.CatalogCell, inputs, shape.Hidden, options: Options)
        : new RecurrentLayer<float>(plan, name, shape.CatalogCell, inputs, shape.Hidden, Options);

    /// <summary>The padding; null for none.</summary>
    public SequenceMask? MaskOf(LayerShape shape) => IsPadded ? SequenceMask.OfLengths(shape.Steps, Lengths(shape)) : null;

    /// <summary>Share of the steps that are no padding.</summary>
    public double ValidShare(LayerShape shape) => IsPadded ? Lengths(shape).Average() / shape.Steps : 1;

    // Evenly from half to all steps, the rows shuffled by a stride without a common factor.
    static int[] Lengths(LayerShape shape) =>
        [.. Enumerable.Range(0, shape.Batch).Select(row => Math.Max(1, shape.Steps - (int)((long)(row * 7919L % shape.Batch) * shape.Steps / (2L * shape.Batch))))];

    /// <summary>Adds what was asked for to the line that is printed.</summary>
    public void AddKeys(Dictionary<string, object> keys, LayerShape shape)
    {
        if (IsPadded)
            keys["valid_share"] = Math.Round(ValidShare(shape), 4);
        foreach (var (key, value) in new (string, double)[]
        {
            ("recurrent_dropout", Options.RecurrentDropout), ("zoneout", Options.OutputZoneout), ("memory_zoneout", Options.MemoryZoneout), ("weight_drop", Options.WeightDrop),
            ("projection", Options.Projection), ("layer_normalization", Options.LayerNormalization ? 1 : 0), ("bidirectional", IsBidirectional ? 1 : 0), ("twice", IsTwice ? 1 : 0),
            ("learnt_states", Options.InitialStates == InitialStates.Learnt ? 1 : 0), ("no_bias", Options.HasBias ? 0 : 1), ("settings", Options.Settings == CellSettings.Default ? 0 : 1),
        })
        {
            if (value > 0)
                keys[key] = value;
        }
    }
}

/// <summary>The options of the command line that make a <see cref="LayerChoice"/>.</summary>
sealed class LayerChoices
{
    readonly Option<bool> _mask = new("--mask") { Description = "Rows of different lengths, from half of the steps to all." };
    readonly Option<bool> _bidirectional = new("--bidirectional") { Description = "Both directions, side by side." };
    readonly Option<bool> _twice = new("--twice") { Description = "Two such stacks that take turns." };
    readonly Option<bool> _normalization = new("--layer-normalization") { Description = "Gates normalised over the units." };
    readonly Option<double> _dropout = new("--recurrent-dropout") { Description = "Share of outputs not fed back." };
    readonly Option<double> _zoneout = new("--zoneout") { Description = "Share of each state kept." };
    readonly Option<double> _drop = new("--weight-drop") { Description = "Share of recurrent weights left out." };
    readonly Option<double> _memoryZoneout = new("--memory-zoneout") { Description = "Share of the memory kept; that of --zoneout unless given." };
    readonly Option<bool> _learnt = new("--learnt-states") { Description = "Initial states that are learnt." };
    readonly Option<bool> _noBias = new("--no-bias") { Description = "No bias." };
    readonly Option<double> _gateClip = new("--gate-clip") { Description = "Gates' sums cut to plus or minus this." };
    readonly Option<double> _memoryClip = new("--memory-clip") { Description = "The memory cut to plus or minus this." };
    readonly Option<ActivationKind?> _gate = new("--gate") { Description = "Function of the gates." };
    readonly Option<int> _projection = new("--projection") { Description = "Width that the output is projected to." };

    /// <summary>Offers them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _bidirectional, _twice, _mask, _normalization, _dropout, _zoneout, _memoryZoneout, _drop, _projection, _learnt, _noBias, _gateClip, _memoryClip, _gate })
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public LayerChoice Read(ParseResult parsed)
    {
        var options = new RecurrentOptions
        {
            LayerNormalization = parsed.GetValue(_normalization),
            RecurrentDropout = parsed.GetValue(_dropout),
            OutputZoneout = parsed.GetValue(_zoneout),
            MemoryZoneout = parsed.GetResult(_memoryZoneout) is null ? parsed.GetValue(_zoneout) : parsed.GetValue(_memoryZoneout),
            WeightDrop = parsed.GetValue(_drop),
            Projection = parsed.GetValue(_projection),
            InitialStates = parsed.GetValue(_learnt) ? InitialStates.Learnt : InitialStates.OfCell,
            HasBias = !parsed.GetValue(_noBias),
            Settings = new CellSettings
            {
                Gate = parsed.GetValue(_gate) is { } kind ? new Activation(kind) : null,
                GateClip = parsed.GetResult(_gateClip) is null ? double.PositiveInfinity : parsed.GetValue(_gateClip),
                MemoryClip = parsed.GetResult(_memoryClip) is null ? double.PositiveInfinity : parsed.GetValue(_memoryClip),
            },
        };
        return new LayerChoice(options, parsed.GetValue(_mask), parsed.GetValue(_bidirectional), parsed.GetValue(_twice));
    }
}
