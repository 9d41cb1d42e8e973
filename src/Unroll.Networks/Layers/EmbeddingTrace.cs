using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>An embedding's passes. Threads split places on the way forward and symbols on the way back; a symbol's gradient is one sum over its places in their order.</summary>
sealed unsafe class EmbeddingTrace<T> : RowTrace<T>, IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly EmbeddingLayer<T> _layer;
    readonly SymbolRows _symbols = new();
    readonly Reservation _factorPiece;
    T* _factors;   // [symbols]: 0, or 1 / (1 - share)

    public EmbeddingTrace(EmbeddingLayer<T> layer, MemoryPlan plan, TraceShape shape)
        : base(plan, shape, layer.OutputWidth)
    {
        _layer = layer;
        if (IsTraining)
            _symbols.Reserve(checked(shape.Steps * shape.Batch), layer.InputWidth);
        _factorPiece = plan.Reserve(Drops ? layer.InputWidth : 0);
    }

    bool Drops => IsTraining && _layer.Dropout > 0;

    int Width => _layer.OutputWidth;

    IReadOnlyList<RecurrentTrace<T>> IStepwise<T>.Walks => [];

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _factors = workspace[_factorPiece];
    }

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        if (!input.IsSymbols)
            throw new ArgumentException($"{Title} reads symbols, and the input is numbers; give symbols.", nameof(input));
        if (Drops)
            RandomMask.Fill(new Span<T>(_factors, _layer.InputWidth), _layer.Dropout, T.Zero, T.CreateTruncating(1 / (1 - _layer.Dropout)), Noise.Seed, 0, Noise.Pass);
        base.Forward(input, team);
    }

    protected override void ForwardPart(int part, int parts)
    {
        var table = _layer.Parameters.ValuesOf(_layer.Table);
        var symbols = Input.Symbols.Data;
        for (var place = Cut(Packing.Places, part, parts); place < Cut(Packing.Places, part + 1, parts); place++)
        {
            var row = table.Data + (nint)symbols[place] * table.Stride;
            if (Drops)
                VectorRows<T>.Scale(_factors[symbols[place]], row, OutputRow(place), Width);
            else
                VectorRows<T>.Copy(row, OutputRow(place), Width);
        }
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        _symbols.Sort(input.Symbols);
        base.Backward(input, inputGradients, team);
    }

    protected override void BackwardPart(int part, int parts)
    {
        var gradients = _layer.Parameters.GradientsOf(_layer.Table);
        var last = _symbols.Cut(part + 1, parts);
        for (var symbol = _symbols.Cut(part, parts); symbol < last; symbol++)
        {
            var sum = gradients.Data + (nint)symbol * gradients.Stride;
            if (!_layer.IsTied || symbol == _layer.PaddingSymbol)
                new Span<T>(sum, Width).Clear();
            if (symbol != _layer.PaddingSymbol)
                AddPlaces(symbol, sum);
        }
    }

    void AddPlaces(int symbol, T* sum)
    {
        if (Drops && _factors[symbol] == T.Zero)
            return;
        foreach (var place in _symbols.Of(symbol))
        {
            if (Drops)
                VectorRows<T>.AddScaled(_factors[symbol], GradientRow(place), sum, Width);
            else
                VectorRows<T>.Add(sum, GradientRow(place), sum, Width);
        }
    }
}
