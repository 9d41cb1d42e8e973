using System;
using System.Diagnostics;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>The trace of a layer that reads rows and writes rows of its own, each pass being one job for the team.</summary>
abstract unsafe class RowTrace<T> : LayerTrace<T>, ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly OutputRows<T> _rows;
    LayerInput<T> _input;
    Sequence<T> _inputGradients;
    SequencePacking? _packing;
    bool _backward;

    protected RowTrace(MemoryPlan plan, TraceShape shape, int width, int? outputSteps = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        IsTraining = shape.Mode == TraceMode.Training;
        _rows = new OutputRows<T>(plan, outputSteps is { } steps ? shape with { Steps = steps } : shape, width);
    }

    protected bool IsTraining { get; }

    /// <summary>How the input's rows lie.</summary>
    protected SequencePacking Packing => _packing!;

    /// <summary>The last forward pass's input.</summary>
    protected LayerInput<T> Input => _input;

    public override Sequence<T> Outputs => _rows.Outputs(OutputPacking);

    public override Sequence<T> OutputGradients => _rows.Gradients(OutputPacking);

    /// <summary>How the outputs of the last pass lie; null before there was one.</summary>
    protected virtual SequencePacking? OutputPacking => _packing;

    /// <summary>The input's row of a place.</summary>
    protected T* InputRow(int place) => _input.Dense.Row(0, place);

    /// <summary>Where the gradient of the input's row of a place goes.</summary>
    protected T* InputGradientRow(int place) => _inputGradients.Row(0, place);

    protected T* OutputRow(int place) => _rows.Output(place);

    protected T* GradientRow(int place) => _rows.Gradient(place);

    /// <summary>Whether the gradient of the input is wanted.</summary>
    protected bool WantsInputGradients => !_inputGradients.IsEmpty;

    public override void Bind(Workspace<T> workspace) => _rows.Bind(workspace);

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        _packing = input.Packing ?? throw new ArgumentException($"{Title} was given an input without a packing; run it inside a network.", nameof(input));
        (_input, _backward) = (input, false);
        team.Run(this);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        Debug.Assert(IsTraining, "a trace for inference has no gradients");
        (_inputGradients, _backward) = (inputGradients, true);
        team.Run(this);
    }

    void ITeamJob.Execute(int part, int parts)
    {
        if (_backward)
            BackwardPart(part, parts);
        else
            ForwardPart(part, parts);
    }

    /// <summary>One thread's share of the outputs.</summary>
    protected abstract void ForwardPart(int part, int parts);

    /// <summary>One thread's share of the gradients of inputs and parameters.</summary>
    protected abstract void BackwardPart(int part, int parts);

    /// <summary>Where a share of some things starts.</summary>
    protected static int Cut(int count, int part, int parts) => (int)((long)count * part / parts);
}
