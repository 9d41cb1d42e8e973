using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>A residual connection's trace. Threads split places.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class ResidualTrace<T> : LayerTrace<T>, ITeamJob, IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _width, _stride;
    readonly string _innerKind;
    readonly Reservation _outputPiece;
    T* _outputs;   // [T · B][W rounded up]
    SequencePacking? _packing;
    LayerInput<T> _input;
    Sequence<T> _inputGradients;
    bool _backward;

    internal ResidualTrace(ILayer<T> inner, MemoryPlan plan, TraceShape shape)
    {
        Inner = inner.Plan(plan, shape);
        _innerKind = KindOf(inner);
        (_width, _stride) = (inner.OutputWidth, Packing<T>.RoundUp(inner.OutputWidth));
        _outputPiece = plan.Reserve((long)shape.Steps * shape.Batch * _stride);
    }

    /// <summary>The inner layer's trace.</summary>
    public LayerTrace<T> Inner { get; }

    /// <summary>The inner layer's walks: the connection itself keeps nothing from step to step.</summary>
    /// <exception cref="ArgumentException">The inner layer needs whole sequences.</exception>
    public IReadOnlyList<RecurrentTrace<T>> Walks => StepwiseWalks<T>.Of(Inner);

    /// <inheritdoc/>
    public override Sequence<T> Outputs => _packing is null ? new(_outputs, 0, 0, _width, _stride) : _packing.ViewOf(_outputs, _width, _stride);

    /// <inheritdoc/>
    internal override string Title
    {
        get => base.Title;
        set
        {
            base.Title = value;
            Inner.Title = $"{value}'s inner layer ({_innerKind})";
        }
    }

    /// <summary>The inner layer's own: the gradient of a sum is that of each summand.</summary>
    public override Sequence<T> OutputGradients => Inner.OutputGradients;

    /// <inheritdoc/>
    public override SequencePacking PackingOf(SequencePacking input)
    {
        var packing = Inner.PackingOf(input);
        if (!ReferenceEquals(packing, input))
            throw new ArgumentException($"{Title} adds an input to what its inner layer makes of it, and that layer makes other steps; put the connection round layers that leave them as they are.", nameof(input));
        return packing;
    }

    /// <inheritdoc/>
    public override void Bind(Workspace<T> workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Inner.Bind(workspace);
        _outputs = workspace[_outputPiece];
    }

    /// <inheritdoc/>
    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _packing = input.Packing ?? throw new ArgumentException($"{Title} was given an input without a packing; run it inside a network.", nameof(input));
        // Without the place of its gradients: the inner layer must keep its own, to which nothing is added.
        _input = new LayerInput<T>(input.Dense, input.Packing);
        Inner.Noise = Noise.ForPart(0);
        Inner.Forward(_input, team);
        _backward = false;
        team.Run(this);
    }

    /// <inheritdoc/>
    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Inner.Backward(_input, inputGradients, team);
        if (inputGradients.IsEmpty)
            return;
        (_inputGradients, _backward) = (inputGradients, true);
        team.Run(this);
    }

    void ITeamJob.Execute(int part, int parts)
    {
        var (inner, gradients) = (Inner.Outputs, Inner.OutputGradients);
        var last = (int)((long)_packing!.Places * (part + 1) / parts);
        for (var place = (int)((long)_packing.Places * part / parts); place < last; place++)
        {
            if (_backward)
                VectorRows<T>.Add(_inputGradients.Row(0, place), gradients.Row(0, place), _inputGradients.Row(0, place), _width);
            else
                VectorRows<T>.Add(_input.Dense.Row(0, place), inner.Row(0, place), _outputs + (nint)place * _stride, _width);
        }
    }
}
