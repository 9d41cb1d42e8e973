using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>A repeating layer's passes. Threads split the rows.</summary>
sealed unsafe class RepeatTrace<T> : RowTrace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RepeatLayer<T> _layer;
    readonly SequencePacking _outputPacking;

    public RepeatTrace(RepeatLayer<T> layer, MemoryPlan plan, TraceShape shape)
        : base(plan, shape, layer.OutputWidth, layer.Steps)
    {
        _layer = layer;
        _outputPacking = new SequencePacking(layer.Steps, shape.Batch, masks: false);
    }

    public override SequencePacking PackingOf(SequencePacking input)
    {
        if (input.PaddedSteps != 1 || !input.IsFull)
            throw new ArgumentException($"{Title} was given {(input.IsFull ? $"{input.PaddedSteps} steps" : "padded rows")} and reads one step of every row; put a {nameof(PoolLayer<T>)} before it.", nameof(input));
        _outputPacking.SetFull(_layer.Steps, input.Batch);
        return _outputPacking;
    }

    protected override SequencePacking OutputPacking => _outputPacking;

    protected override void ForwardPart(int part, int parts)
    {
        for (var row = Cut(Packing.Batch, part, parts); row < Cut(Packing.Batch, part + 1, parts); row++)
        {
            for (var t = 0; t < _layer.Steps; t++)
            {
                var output = OutputRow(_outputPacking.PlaceAt(t) + row);
                if (t == 0 || _layer.Kind == RepeatKind.Same)
                    VectorRows<T>.Copy(InputRow(row), output, _layer.OutputWidth);
                else
                    new Span<T>(output, _layer.OutputWidth).Clear();
            }
        }
    }

    protected override void BackwardPart(int part, int parts)
    {
        if (!WantsInputGradients)
            return;
        var steps = _layer.Kind == RepeatKind.Same ? _layer.Steps : 1;
        for (var row = Cut(Packing.Batch, part, parts); row < Cut(Packing.Batch, part + 1, parts); row++)
        {
            var sum = InputGradientRow(row);
            VectorRows<T>.Copy(GradientRow(row), sum, _layer.OutputWidth);
            for (var t = 1; t < steps; t++)
                VectorRows<T>.Add(sum, GradientRow(_outputPacking.PlaceAt(t) + row), sum, _layer.OutputWidth);
        }
    }
}
