using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>A bidirectional layer's trace: two walks, and rows carried between their order and the layer's. Threads split places.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class BidirectionalTrace<T> : LayerTrace<T>, ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    enum Phase { TurnInput, Merge, Split, AddInputGradients }

    static readonly T s_half = T.CreateTruncating(0.5);

    readonly BidirectionalLayer<T> _layer;
    readonly TurnedWalk<T> _turned;
    readonly OutputRows<T> _rows;
    SequencePacking? _packing;
    Sequence<T> _inputGradients;
    Phase _phase;

    internal BidirectionalTrace(BidirectionalLayer<T> layer, MemoryPlan plan, TraceShape shape)
    {
        _layer = layer;
        ForwardDirection = (RecurrentTrace<T>)layer.ForwardDirection.Plan(plan, shape);
        _turned = new TurnedWalk<T>(layer.BackwardDirection, plan, shape);
        _rows = new OutputRows<T>(plan, shape, layer.OutputWidth);
    }

    /// <summary>The walk from start to end: its initial and final states.</summary>
    public RecurrentTrace<T> ForwardDirection { get; }

    /// <summary>The walk from each row's own end to its start: its initial state is before the row's last step, its final state after the first.</summary>
    public RecurrentTrace<T> BackwardDirection => _turned.Trace;

    /// <inheritdoc/>
    public override Sequence<T> Outputs => _rows.Outputs(_packing);

    /// <inheritdoc/>
    public override Sequence<T> OutputGradients => _rows.Gradients(_packing);

    /// <inheritdoc/>
    public override void Bind(Workspace<T> workspace)
    {
        ForwardDirection.Bind(workspace);
        _turned.Bind(workspace);
        _rows.Bind(workspace);
    }

    /// <inheritdoc/>
    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        _packing = input.Packing ?? throw new ArgumentException($"{Title} was given an input without a packing; run it inside a network.", nameof(input));
        (ForwardDirection.Noise, BackwardDirection.Noise) = (Noise.ForPart(0), Noise.ForPart(1));
        _turned.Take(input);
        var copies = _layer.Merge == Merge.Concatenate && TakeRows;
        ForwardDirection.OutputCopies = copies ? _rows.OutputsFor(turned: false, 0) : default;
        BackwardDirection.OutputCopies = copies ? _rows.OutputsFor(turned: true, _layer.ForwardDirection.OutputWidth) : default;
        Run(Phase.TurnInput, team);
        ForwardDirection.Forward(input, team);
        BackwardDirection.Forward(_turned.Input, team);
        if (!copies)
            Run(Phase.Merge, team);
    }

    // Side by side, each direction can write its half by itself; and both can read gradients where they lie, unless these are halved
    // or rows of unlike length put a turned step's rows at no even distance.
    bool TakeRows => ForwardDirection.TakesWalkRows && BackwardDirection.TakesWalkRows;

    /// <inheritdoc/>
    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        _inputGradients = inputGradients;
        var inPlace = _layer.Merge != Merge.Mean && _packing!.IsFull && TakeRows;
        ForwardDirection.GradientRows = inPlace ? _rows.GradientsFor(turned: false, 0) : default;
        BackwardDirection.GradientRows = inPlace ? _rows.GradientsFor(turned: true, _layer.Merge == Merge.Concatenate ? _layer.ForwardDirection.OutputWidth : 0) : default;
        if (!inPlace)
            Run(Phase.Split, team);
        // What the walk that ran last has left behind is still near.
        BackwardDirection.Backward(_turned.Input, inputGradients.IsEmpty ? default : _turned.InputGradients, team);
        ForwardDirection.Backward(input, inputGradients, team);
        if (!inputGradients.IsEmpty)
            Run(Phase.AddInputGradients, team);
    }

    void Run(Phase phase, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _phase = phase;
        team.Run(this);
    }

    void ITeamJob.Execute(int part, int parts)
    {
        switch (_phase)
        {
            case Phase.TurnInput: _turned.TurnInput(part, parts); break;
            case Phase.Merge: MergeOutputs(part, parts); break;
            case Phase.Split: SplitGradients(part, parts); break;
            default: AddInputGradients(part, parts); break;
        }
    }

    void MergeOutputs(int part, int parts)
    {
        var (forward, backward) = (ForwardDirection.Outputs, BackwardDirection.Outputs);
        var cursor = new PlaceCursor(_packing!, part, parts);
        while (cursor.MoveNext())
        {
            T* first = forward.Row(0, cursor.Place), second = backward.Row(0, cursor.Turned), target = _rows.Output(cursor.Place);
            if (_layer.Merge == Merge.Concatenate)
            {
                VectorRows<T>.Copy(first, target, forward.Width);
                VectorRows<T>.Copy(second, target + forward.Width, backward.Width);
                continue;
            }
            VectorRows<T>.Add(first, second, target, forward.Width);
            if (_layer.Merge == Merge.Mean)
                VectorRows<T>.Scale(s_half, target, target, forward.Width);
        }
    }

    void SplitGradients(int part, int parts)
    {
        var (forward, backward) = (ForwardDirection.OutputGradients, BackwardDirection.OutputGradients);
        var cursor = new PlaceCursor(_packing!, part, parts);
        while (cursor.MoveNext())
        {
            T* first = forward.Row(0, cursor.Place), second = backward.Row(0, cursor.Turned), source = _rows.Gradient(cursor.Place);
            if (_layer.Merge == Merge.Mean)
            {
                VectorRows<T>.Scale(s_half, source, first, forward.Width);
                VectorRows<T>.Copy(first, second, backward.Width);
                continue;
            }
            VectorRows<T>.Copy(source, first, forward.Width);
            VectorRows<T>.Copy(_layer.Merge == Merge.Sum ? source : source + forward.Width, second, backward.Width);
        }
    }

    void AddInputGradients(int part, int parts)
    {
        var cursor = new PlaceCursor(_packing!, part, parts);
        while (cursor.MoveNext())
        {
            var sum = _inputGradients.Row(0, cursor.Place);
            VectorRows<T>.Add(sum, _turned.InputGradientAt(cursor), sum, _layer.InputWidth);
        }
    }
}
