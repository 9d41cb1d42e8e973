using System;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

// Projection: the cell's output m, state 0 of its equations, is brought to h = m Wp, which is given on and fed back.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    const int ProjectionSlab = 256;

    Reservation _projectedPiece, _projectionSumPiece;
    T* _projected;        // [N][P rounded up]: gradients of h
    T* _projectionSums;   // [H][P rounded up]

    void PlanProjection(MemoryPlan plan, TraceShape trace)
    {
        _projectedPiece = plan.Reserve((long)trace.Steps * trace.Batch * OutputGradientStride);
        _projectionSumPiece = plan.Reserve((long)H * OutputGradientStride);
    }

    void BindProjection(Workspace<T> workspace)
    {
        _projected = workspace[_projectedPiece];
        _projectionSums = workspace[_projectionSumPiece];
    }

    void Project(int t, int first, int rows)
    {
        var outputs = _outputs + (nint)PlaceOf(t, first) * _stride;
        Gemm<L, T>.SetProduct(new TileLeft<T>(StateRow(t + 1, first), _stride, 1, H, 0), H, _packed.Projection, null, new Matrix<T>(outputs, rows, P, _stride));
        for (var row = 0; t + 1 < _steps && row < Math.Min(rows, Packing.RowsAt(t + 1) - first); row++)
            new Span<T>(outputs + (nint)row * _stride, P).CopyTo(new(FeedRow(t + 1, first + row), P));
    }

    void ProjectBack(int t, int first, int rows)
    {
        var gradients = _projected + (nint)PlaceOf(t, first) * OutputGradientStride;
        for (var row = 0; row < rows; row++)
            RowSweep<L, T>.Add(OutputGradientRow(t, first + row), FeedGradientRow(t, first + row), gradients + (nint)row * OutputGradientStride, P);
        Gemm<L, T>.SetProduct(new TileLeft<T>(gradients, OutputGradientStride, 1, P, 0), P, _packed.ProjectionBack, null, new Matrix<T>(GradientRow(t + 1, first), rows, H, _stride));
    }

    // The gradient of Wp: one long sum over all places.
    void SumProjection()
    {
        for (var place = 0; place < Packing.Places; place += ProjectionSlab)
        {
            var depth = Math.Min(ProjectionSlab, Packing.Places - place);
            var left = new TileLeft<T>(StateRow(1, 0) + (nint)place * _stride, 1, _stride, depth, 0);
            GemmPanel<L, T>.Multiply(left, H, _projected + (nint)place * OutputGradientStride, OutputGradientStride, OutputGradientStride, depth,
                place == 0 ? null : _projectionSums, OutputGradientStride, _projectionSums, OutputGradientStride);
        }
        var target = _setup.Gradients().Projection;
        for (var unit = 0; unit < H; unit++)
            new Span<T>(_projectionSums + (nint)unit * OutputGradientStride, P).CopyTo(target[unit]);
    }
}
