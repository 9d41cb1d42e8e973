using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>A pooling layer's passes. Threads split the rows; sums run over a row's own steps in their order.</summary>
sealed unsafe class PoolTrace<T> : RowTrace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly PoolLayer<T> _layer;
    readonly SequencePacking _outputPacking;
    readonly int[] _largest;   // [B, W]: the place that each number comes from

    public PoolTrace(PoolLayer<T> layer, MemoryPlan plan, TraceShape shape)
        : base(plan, shape, layer.OutputWidth, outputSteps: 1)
    {
        _layer = layer;
        _outputPacking = new SequencePacking(1, shape.Batch, masks: false);
        _largest = layer.Pooling == Pooling.Max ? new int[checked(shape.Batch * layer.OutputWidth)] : [];
    }

    int Width => _layer.OutputWidth;

    public override SequencePacking PackingOf(SequencePacking input)
    {
        _outputPacking.SetFull(1, input.Batch);
        return _outputPacking;
    }

    protected override SequencePacking OutputPacking => _outputPacking;

    protected override void ForwardPart(int part, int parts)
    {
        for (var row = Cut(Packing.Batch, part, parts); row < Cut(Packing.Batch, part + 1, parts); row++)
        {
            var output = OutputRow(Packing.RowOf(row));
            if (Packing.LengthOf(row) == 0)
                new Span<T>(output, Width).Clear();
            else if (_layer.Pooling == Pooling.Last)
                VectorRows<T>.Copy(InputRow(PlaceOf(Packing.LengthOf(row) - 1, row)), output, Width);
            else if (_layer.Pooling == Pooling.Mean)
                TakeMean(row, output);
            else
                TakeLargest(row, output);
        }
    }

    int PlaceOf(int step, int row) => Packing.PlaceAt(step) + row;

    T ShareOfStep(int row) => T.One / T.CreateTruncating(Packing.LengthOf(row));

    void TakeMean(int row, T* output)
    {
        VectorRows<T>.Copy(InputRow(PlaceOf(0, row)), output, Width);
        for (var t = 1; t < Packing.LengthOf(row); t++)
            VectorRows<T>.Add(output, InputRow(PlaceOf(t, row)), output, Width);
        VectorRows<T>.Scale(ShareOfStep(row), output, output, Width);
    }

    void TakeLargest(int row, T* output)
    {
        var places = _largest.AsSpan(Packing.RowOf(row) * Width, Width);
        for (var t = 0; t < Packing.LengthOf(row); t++)
        {
            var place = PlaceOf(t, row);
            var input = InputRow(place);
            for (var i = 0; i < Width; i++)
            {
                if (t == 0 || (!(input[i] <= output[i]) && !T.IsNaN(output[i])))
                    (output[i], places[i]) = (input[i], place);
            }
        }
    }

    protected override void BackwardPart(int part, int parts)
    {
        if (!WantsInputGradients)
            return;
        for (var row = Cut(Packing.Rows, part, parts); row < Cut(Packing.Rows, part + 1, parts); row++)
        {
            var gradient = GradientRow(Packing.RowOf(row));
            for (var t = 0; t < Packing.LengthOf(row); t++)
                SetGradient(PlaceOf(t, row), row, t == Packing.LengthOf(row) - 1, gradient);
        }
    }

    void SetGradient(int place, int row, bool isLast, T* gradient)
    {
        var target = InputGradientRow(place);
        if (_layer.Pooling == Pooling.Mean)
        {
            VectorRows<T>.Scale(ShareOfStep(row), gradient, target, Width);
            return;
        }
        if (_layer.Pooling == Pooling.Last && isLast)
        {
            VectorRows<T>.Copy(gradient, target, Width);
            return;
        }
        var places = _layer.Pooling == Pooling.Last ? default : _largest.AsSpan(Packing.RowOf(row) * Width, Width);
        new Span<T>(target, Width).Clear();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] == place)
                target[i] = gradient[i];
        }
    }
}
