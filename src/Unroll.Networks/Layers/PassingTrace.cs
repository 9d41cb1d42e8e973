using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>A layer that does nothing to its rows: what it read is what it wrote, in the same memory, and gradients go straight to the layer below.</summary>
sealed unsafe class PassingTrace<T> : LayerTrace<T>, IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _width;
    readonly bool _training;
    readonly Reservation _gradientPiece;
    T* _gradients;   // [T · B][W]: where nobody said ahead where the gradient will go, which is so for a first layer
    LayerInput<T> _input;

    public PassingTrace(int width, MemoryPlan plan, TraceShape shape)
    {
        (_width, _training) = (width, shape.Mode == TraceMode.Training);
        _gradientPiece = plan.Reserve(_training ? (long)shape.Steps * shape.Batch * width : 0);
    }

    IReadOnlyList<RecurrentTrace<T>> IStepwise<T>.Walks => [];

    public override Sequence<T> Outputs => _input.Dense;

    public override Sequence<T> OutputGradients => !_training ? default
        : _input.Gradients.IsEmpty ? new(_gradients, _input.Dense.Steps, _input.Dense.Batch, _width, _width)
        : _input.Gradients;

    public override void Bind(Workspace<T> workspace) => _gradients = workspace[_gradientPiece];

    public override void Forward(LayerInput<T> input, WorkerTeam team) => _input = input;

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        var gradients = OutputGradients;
        if (inputGradients.IsEmpty || inputGradients.Data == gradients.Data)
            return;
        for (var place = 0; place < _input.Places; place++)
            VectorRows<T>.Copy(gradients.Row(0, place), inputGradients.Row(0, place), _width);
    }
}
