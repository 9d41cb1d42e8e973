using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>A reversed layer's trace: one walk over turned rows, its outputs turned back. Threads split places.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class ReversedTrace<T> : LayerTrace<T>, ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    enum Phase { TurnInput, TurnOutputs, TurnGradients, TurnInputGradients }

    readonly TurnedWalk<T> _turned;
    readonly OutputRows<T> _rows;
    SequencePacking? _packing;
    Sequence<T> _inputGradients;
    Phase _phase;

    internal ReversedTrace(RecurrentLayer<T> layer, MemoryPlan plan, TraceShape shape)
    {
        _turned = new TurnedWalk<T>(layer, plan, shape);
        _rows = new OutputRows<T>(plan, shape, layer.OutputWidth);
    }

    /// <summary>The walk: its initial state is before each row's last step, its final state after the first.</summary>
    public RecurrentTrace<T> Direction => _turned.Trace;

    /// <inheritdoc/>
    public override Sequence<T> Outputs => _rows.Outputs(_packing);

    /// <inheritdoc/>
    public override Sequence<T> OutputGradients => _rows.Gradients(_packing);

    /// <inheritdoc/>
    public override void Bind(Workspace<T> workspace)
    {
        _turned.Bind(workspace);
        _rows.Bind(workspace);
    }

    /// <inheritdoc/>
    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        _packing = input.Packing ?? throw new ArgumentException($"{Title} was given an input without a packing; run it inside a network.", nameof(input));
        Direction.Noise = Noise;
        _turned.Take(input);
        Run(Phase.TurnInput, team);
        Direction.Forward(_turned.Input, team);
        Run(Phase.TurnOutputs, team);
    }

    /// <inheritdoc/>
    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        _inputGradients = inputGradients;
        Run(Phase.TurnGradients, team);
        Direction.Backward(_turned.Input, inputGradients.IsEmpty ? default : _turned.InputGradients, team);
        if (!inputGradients.IsEmpty)
            Run(Phase.TurnInputGradients, team);
    }

    void Run(Phase phase, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _phase = phase;
        team.Run(this);
    }

    void ITeamJob.Execute(int part, int parts)
    {
        if (_phase == Phase.TurnInput)
        {
            _turned.TurnInput(part, parts);
            return;
        }
        var cursor = new PlaceCursor(_packing!, part, parts);
        while (cursor.MoveNext())
            TurnRow(cursor);
    }

    void TurnRow(in PlaceCursor cursor)
    {
        var width = Direction.Outputs.Width;
        if (_phase == Phase.TurnOutputs)
            VectorRows<T>.Copy(Direction.Outputs.Row(0, cursor.Turned), _rows.Output(cursor.Place), width);
        else if (_phase == Phase.TurnGradients)
            VectorRows<T>.Copy(_rows.Gradient(cursor.Place), Direction.OutputGradients.Row(0, cursor.Turned), width);
        else
            VectorRows<T>.Copy(_turned.InputGradientAt(cursor), _inputGradients.Row(0, cursor.Place), _inputGradients.Width);
    }
}
