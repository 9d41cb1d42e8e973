using System;
using System.Collections.Generic;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks;

/// <summary>
/// Everything that one pass of a network over one batch writes, but for the parameters' gradients. Forward passes on several traces of one network can run at once,
/// each on its own thread and with a team of its own; backward passes all set <see cref="Parameters{T}.Gradients"/> and must take turns.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class Trace<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    readonly LayerTrace<T>[] _layers;

    readonly SequencePacking _packing;
    readonly SequencePacking[] _packings;   // of every layer's outputs
    readonly PaddedRows<T>? _padding;

    internal Trace(Network<T> owner, LayerTrace<T>[] layers, TraceShape shape, Workspace<T> workspace, WorkerTeam team, PaddedRows<T>? padding)
    {
        _padding = padding;
        _packing = new SequencePacking(shape.Steps, shape.Batch, shape.Masks);
        _packings = new SequencePacking[layers.Length];
        Owner = owner;
        _layers = layers;
        Shape = shape;
        Workspace = workspace;
        Team = team;
    }

    /// <summary>The largest shape it takes.</summary>
    public TraceShape Shape { get; }

    /// <summary>The layers' traces, first layer first.</summary>
    public IReadOnlyList<LayerTrace<T>> Layers => _layers;

    /// <summary>Where the random masks of the next training pass come from (dropout, zoneout). The same position gives the same masks.</summary>
    public NoisePosition Noise { get; set; }

    /// <summary>What the last layer wrote, <c>[steps, batch, output width]</c>; zero where a step was masked out.</summary>
    public Sequence<T> Outputs => IsPadded ? _padding!.Outputs(OutputPacking) : _layers[^1].Outputs;

    /// <summary>Where the loss writes its gradient with respect to <see cref="Outputs"/>; empty on a trace for inference, which a loss takes for "the value only". What is written where a step was masked out is not read.</summary>
    public Sequence<T> OutputGradients => Shape.Mode != TraceMode.Training ? default : IsPadded ? _padding!.OutputGradients(OutputPacking) : _layers[^1].OutputGradients;

    /// <summary>
    /// Every gate, state and output of the recurrent layers in the last forward pass, layer by layer (of two directions the forward one first), to be read before the next pass.
    /// Costs nothing to a pass; for gates the trace is made for training, or, to see the network in use, for <see cref="TraceMode.Inspection"/>.
    /// The steps inside a <see cref="FeedbackLayer{T}"/> are not kept and not among them.
    /// </summary>
    /// <exception cref="InvalidOperationException">No forward pass has run, or the trace was made for inference and keeps no gates.</exception>
    public IReadOnlyList<InspectedWalk<T>> Inspect()
    {
        if (!HasRun)
            throw new InvalidOperationException("No forward pass has run on this trace; run Forward before inspecting it.");
        if (Shape.Mode == TraceMode.Inference)
            throw new InvalidOperationException("This trace was made for inference and keeps no gates; make one with TraceMode.Inspection.");
        return WalkFinder<T>.Find(Owner.Layers, _layers).ConvertAll(walk => new InspectedWalk<T>(this, walk.Layer, walk.Trace, walk.IsReversed));
    }

    /// <summary>Bytes of memory held.</summary>
    public unsafe long Bytes => Workspace.Count * sizeof(T);

    internal Network<T> Owner { get; }

    internal Workspace<T> Workspace { get; }

    internal WorkerTeam Team { get; }

    /// <summary>The packed input of the last forward pass.</summary>
    internal LayerInput<T> Input { get; private set; }

    internal bool HasRun { get; private set; }

    internal SequencePacking Packing => _packing;

    internal LayerTrace<T> this[int layer] => _layers[layer];

    internal SequencePacking PackingBefore(int layer) => layer == 0 ? _packing : _packings[layer - 1];

    internal SequencePacking OutputPacking => _packings[^1];

    bool IsPadded => HasRun && !OutputPacking.IsFull;

    internal void Begin(LayerInput<T> input, SequenceMask? mask)
    {
        if (mask is null)
            _packing.SetFull(input.Steps, input.Batch);
        else
            _packing.Set(mask);
        Input = _packing.IsFull ? input.With(_packing) : _padding!.Pack(input, _packing);
        var packing = _packing;
        for (var i = 0; i < _layers.Length; i++)
            _packings[i] = packing = _layers[i].PackingOf(packing);
    }

    internal void EndForward()
    {
        HasRun = true;
        if (IsPadded)
            PaddedRows<T>.Scatter(_layers[^1].Outputs, Outputs, OutputPacking);
    }

    internal void BeginBackward()
    {
        if (IsPadded)
            PaddedRows<T>.Gather(OutputGradients, _layers[^1].OutputGradients, OutputPacking);
    }

    internal Sequence<T> PackedInputGradients(Sequence<T> wanted) => wanted.IsEmpty || _packing.IsFull ? wanted : _padding!.InputGradients(_packing);

    internal void EndBackward(Sequence<T> wanted)
    {
        if (!wanted.IsEmpty && !_packing.IsFull)
            PaddedRows<T>.Scatter(_padding!.InputGradients(_packing), wanted, _packing);
    }
}
