using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>A layer's outputs and the gradients that reach them, in memory of the layer's own: one row for each place.</summary>
sealed unsafe class OutputRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _width, _stride;
    readonly bool _training;
    readonly Reservation _outputPiece, _gradientPiece;
    T* _outputs, _gradients;

    public OutputRows(MemoryPlan plan, TraceShape shape, int width)
    {
        (_width, _stride, _training) = (width, Packing<T>.RoundUp(width), shape.Mode == TraceMode.Training);
        var places = (long)shape.Steps * shape.Batch;
        _outputPiece = plan.Reserve(places * _stride);
        _gradientPiece = plan.Reserve(_training ? places * _stride : 0);
    }

    public void Bind(Workspace<T> workspace)
    {
        _outputs = workspace[_outputPiece];
        _gradients = workspace[_gradientPiece];
    }

    /// <summary>The outputs of a place.</summary>
    public T* Output(int place) => _outputs + (nint)place * _stride;

    /// <summary>The gradients of a place's outputs.</summary>
    public T* Gradient(int place) => _gradients + (nint)place * _stride;

    /// <summary>The outputs as rows that a walk writes, from a column on.</summary>
    public WalkRows<T> OutputsFor(bool turned, int column) => new(_outputs + column, _stride, turned);

    /// <summary>The gradients as rows that a walk reads, from a column on.</summary>
    public WalkRows<T> GradientsFor(bool turned, int column) => new(_gradients + column, _stride, turned);

    /// <summary>All outputs of a pass; no steps before there was one.</summary>
    public Sequence<T> Outputs(SequencePacking? packing) => Shape(_outputs, packing);

    /// <summary>All gradients of a pass; empty on a trace for inference.</summary>
    public Sequence<T> Gradients(SequencePacking? packing) => _training ? Shape(_gradients, packing) : default;

    Sequence<T> Shape(T* data, SequencePacking? packing) => packing is null ? new(data, 0, 0, _width, _stride) : packing.ViewOf(data, _width, _stride);
}
