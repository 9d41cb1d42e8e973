using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>A dense layer's passes. Threads split the rows of all steps, and for the weights' gradient the rows of W; no sum is split.</summary>
sealed unsafe class DenseTrace<L, T> : LayerTrace<T>, ITeamJob, IStepwise<T>
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    enum Phase { Forward, Backward }

    readonly DenseWeights<T> _weights;
    readonly bool _training;
    readonly Reservation _outputPiece, _gradientPiece, _sumPiece, _onePiece;
    T* _outputs;     // [T · B][O rounded up]
    T* _gradients;   // the same; what lies between rows stays zero
    T* _sums;        // [I + 1][O rounded up]
    T* _one;
    Sequence<T> _input, _inputGradients;
    Phase _phase;

    public DenseTrace(DenseWeights<T> weights, MemoryPlan plan, TraceShape shape)
    {
        _weights = weights;
        var rows = (long)shape.Steps * shape.Batch;
        _training = shape.Mode == TraceMode.Training;
        _outputPiece = plan.Reserve(rows * Stride);
        _gradientPiece = plan.Reserve(_training ? rows * Stride : 0);
        _sumPiece = plan.Reserve(_training ? (weights.InputWidth + 1L) * Stride : 0);
        _onePiece = plan.Reserve(1);
    }

    int Stride => Packing<T>.RoundUp(_weights.OutputWidth);

    IReadOnlyList<RecurrentTrace<T>> IStepwise<T>.Walks => [];

    public override Sequence<T> Outputs => new(_outputs, _input.Steps, _input.Batch, _weights.OutputWidth, Stride);

    public override Sequence<T> OutputGradients => !_training ? default : new(_gradients, _input.Steps, _input.Batch, _weights.OutputWidth, Stride);

    public override void Bind(Workspace<T> workspace)
    {
        _outputs = workspace[_outputPiece];
        _gradients = workspace[_gradientPiece];
        _sums = workspace[_sumPiece];
        _one = workspace[_onePiece];
        *_one = T.One;
    }

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        if (input.IsSymbols)
            throw new ArgumentException($"{Title} reads numbers, not symbols; put an embedding or a recurrent layer before it.", nameof(input));
        _input = input.Dense;
        _weights.Prepare();
        Run(Phase.Forward, team);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        _inputGradients = inputGradients;
        Run(Phase.Backward, team);
    }

    void Run(Phase phase, WorkerTeam team)
    {
        _phase = phase;
        team.Run(this);
    }

    void ITeamJob.Execute(int part, int parts)
    {
        if (_phase == Phase.Backward)
            SumWeights(part, parts);
        var rows = _input.Steps * _input.Batch;
        var first = (int)((long)rows * part / parts);
        var count = (int)((long)rows * (part + 1) / parts) - first;
        if (_phase == Phase.Forward)
        {
            var left = new TileLeft<T>(_input.Data + (nint)first * _input.Stride, _input.Stride, 1, _input.Width, 0);
            Gemm<L, T>.SetProduct(left, _input.Width, _weights.Packed, _weights.PackedBias, new Matrix<T>(_outputs + (nint)first * Stride, count, Stride, Stride));
        }
        else if (!_inputGradients.IsEmpty)
        {
            var left = new TileLeft<T>(_gradients + (nint)first * Stride, Stride, 1, _weights.OutputWidth, 0);
            Gemm<L, T>.SetProduct(left, _weights.OutputWidth, _weights.PackedTranspose, null,
                new Matrix<T>(_inputGradients.Data + (nint)first * _inputGradients.Stride, count, _inputGradients.Width, _inputGradients.Stride));
        }
    }

    // Rows of W, then the bias as the weight of an input that is always 1.
    void SumWeights(int part, int parts)
    {
        const int SlabDepth = 256;
        var inputs = _weights.InputWidth;
        var first = RowAt(part, parts);
        var last = RowAt(part + 1, parts);
        var depth = _input.Steps * _input.Batch;
        for (var k = 0; k < depth; k += SlabDepth)
        {
            var slab = Math.Min(SlabDepth, depth - k);
            var left = new TileLeft<T>(_input.Data + (nint)k * _input.Stride + first, 1, _input.Stride, slab, 0);
            AddSlab(left, Math.Min(last, inputs) - first, k, slab, first);
            if (last > inputs)
                AddSlab(new TileLeft<T>(_one, 0, 0, slab, 0), 1, k, slab, inputs);
        }
        _weights.SetGradients(first, Math.Min(last, inputs) - first, _sums + (nint)first * Stride, Stride);
        if (last > inputs)
            _weights.SetBiasGradient(new(_sums + (nint)inputs * Stride, _weights.OutputWidth));
    }

    void AddSlab(TileLeft<T> left, int rows, int k, int depth, int row)
    {
        var sums = _sums + (nint)row * Stride;
        if (rows > 0)
            GemmPanel<L, T>.Multiply(left, rows, _gradients + (nint)k * Stride, Stride, Stride, depth, k == 0 ? null : sums, Stride, sums, Stride);
    }

    int RowAt(int part, int parts)
    {
        var rows = _weights.InputWidth + 1;
        return part == parts ? rows : (int)((long)rows * part / parts) / 8 * 8;
    }
}
