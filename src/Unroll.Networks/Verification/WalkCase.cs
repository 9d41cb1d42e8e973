using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Verification;

/// <summary>A shape to run a recurrent layer (or a stack) on, with random weights, states, inputs and gradients that depend on the seed alone.</summary>
/// <param name="Cell">Name of the cell.</param>
/// <param name="Inputs">I.</param>
/// <param name="Hidden">H.</param>
/// <param name="Steps">T, padding included.</param>
/// <param name="Batch">B.</param>
/// <param name="Layers">Layers, each of H units.</param>
/// <param name="Symbols">Whether the input is symbols rather than dense rows.</param>
/// <param name="HasBias">Whether the layers have biases.</param>
sealed record WalkCase(string Cell, int Inputs, int Hidden, int Steps, int Batch, int Layers = 1, bool Symbols = false, bool HasBias = true)
{
    const ulong Seed = 20;

    /// <summary>What is asked of the layers.</summary>
    public WalkVariant Variant { get; init; } = WalkVariant.Plain;

    /// <summary>What makes the layers; the catalog where null.</summary>
    public IWalkLayers? Source { get; init; }

    /// <summary>Lengths of the sequences; drawn where null and the variant pads.</summary>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>Where the random masks of a pass come from: the same in every pass.</summary>
    public static NoisePosition Noise => new(77, 3);

    /// <summary>Gates and states.</summary>
    public CellLayout Layout => Source?.Layout ?? CellCatalog.Find(Cell).Layout;

    /// <summary>Numbers that each layer writes.</summary>
    public int Outputs => Variant.Options.Projection > 0 ? Variant.Options.Projection : Hidden;

    /// <summary>Width of a state.</summary>
    public int StateWidth(int state) => state == 0 ? Outputs : Hidden;

    /// <summary>Everything the passes give: outputs, final states, gradients of parameters, inputs and initial states, then outputs and final states in use, one after another.</summary>
    public double[] Run<T>(Walk walk, LaneWidth width, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var team = new WorkerTeam(threads);
        var network = Build<T>(walk, width);
        var trace = NewTrace(network, TraceMode.Training, team);
        var data = new WalkData<T>(this, network, trace, DataRandom);
        // Twice, and after a batch without padding: nothing of a first pass may show in a second.
        if (Variant.Padding is not null)
            new WalkData<T>(this with { Variant = Variant with { Padding = null } }, network, trace, DataRandom).Pass();
        data.Pass();
        data.Pass();
        return Variant == WalkVariant.Plain ? data.Results() : [.. data.Results(), .. InUse(network, team)];
    }

    static RandomStream DataRandom => new RandomStream(Seed).Split("data");

    double[] InUse<T>(Network<T> network, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = new WalkData<T>(this, network, NewTrace(network, TraceMode.Inference, team), DataRandom);
        data.Forward();
        return data.ForwardResults();
    }

    Trace<T> NewTrace<T>(Network<T> network, TraceMode mode, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        network.CreateTrace(Steps + 1, Batch + 1, mode, team, inputGradients: mode == TraceMode.Training, masks: Variant.Padding is not null);

    /// <summary>The network of the case, with random biases, gains and learnt states so that none of them can hide.</summary>
    public Network<T> Build<T>(Walk walk, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var options = Variant.Options with
        {
            Walk = walk,
            Width = width,
            HasBias = HasBias && Variant.Options.HasBias,
            Bias = new Uniform(-1, 1),
            Unit = new Uniform(-1, 1),
        };
        var layers = new ILayer<T>[Layers];
        for (var i = 0; i < Layers; i++)
            layers[i] = NewLayer<T>(plan, $"layers.{i}", i == 0 ? Inputs : Outputs, options);
        var network = new Network<T>(plan, layers);
        network.Initialize(new RandomStream(Seed));
        foreach (var segment in network.Parameters.Segments.Where(segment => segment.Name.EndsWith(".gain", StringComparison.Ordinal)))
            new Uniform(0.5, 1.5).Fill(network.Parameters.ValuesOf(segment), new RandomStream(Seed).Split(segment.Name));
        foreach (var segment in network.Parameters.Segments.Where(segment => segment.Name.EndsWith(".initial", StringComparison.Ordinal)))
            new Uniform(-1, 1).Fill(network.Parameters.ValuesOf(segment), new RandomStream(Seed).Split(segment.Name));
        // A recurrence without a bound adds up all that came, its rounding too: with smaller weights it forgets, as the others do.
        foreach (var segment in network.Parameters.Segments.Where(segment => Cell is "elman-identity" or "elman-relu" && segment.Name.EndsWith(".recurrent", StringComparison.Ordinal)))
            new Uniform(-1.0 / Hidden, 1.0 / Hidden).Fill(network.Parameters.ValuesOf(segment), new RandomStream(Seed).Split(segment.Name));
        network.Parameters.MarkChanged();
        return network;
    }

    ILayer<T> NewLayer<T>(ParameterPlan plan, string name, int inputs, RecurrentOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Source?.Make<T>(plan, name, inputs, Hidden, options) ?? new RecurrentLayer<T>(plan, name, Cell, inputs, Hidden, options);

    /// <summary>The mask of the variant's padding; null where nothing is padded.</summary>
    public SequenceMask? Mask()
    {
        if (Variant.Padding is not { } padding)
            return null;
        var mask = new SequenceMask(Steps, Batch);
        mask.SetLengths([.. Lengths ?? DrawLengths()], padInFront: padding == WalkPadding.Before);
        for (var row = 0; padding == WalkPadding.Inside && row < Batch; row++)
            Shuffle(mask, row);
        return mask;
    }

    // Of all lengths; with rows enough one that is empty, one of length 1 and one that is not padded.
    int[] DrawLengths()
    {
        var random = new RandomStream(Seed).Split("lengths");
        var lengths = new int[Batch];
        foreach (ref var length in lengths.AsSpan())
            length = random.NextInt32(Steps + 1);
        lengths[^1] = Math.Max(lengths[^1], Math.Min(2, Steps));
        if (Batch > 2)
            lengths[1] = 0;
        if (Batch > 4)
            (lengths[0], lengths[3]) = (1, Steps);
        return lengths;
    }

    static void Shuffle(SequenceMask mask, int row)
    {
        var random = new RandomStream(Seed).Split("holes").At(row);
        for (var step = mask.Steps - 1; step > 0; step--)
        {
            var other = random.NextInt32(step + 1);
            (mask[step, row], mask[other, row]) = (mask[other, row], mask[step, row]);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Cell} {Hidden} units, {Inputs} {(Symbols ? "symbols" : "inputs")}, {Steps} steps × {Batch} rows, {Layers} layers{(HasBias ? "" : ", no bias")}{(Variant == WalkVariant.Plain ? "" : ", " + Variant.Name)}";
}
