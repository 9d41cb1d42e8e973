using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Layers;

/// <summary>
/// A dropout layer's passes in training. Masks are drawn for the caller's rows and each row's own steps, so that neither padding nor the order of rows has a say in them.
/// Threads split places, or rows where each row has one mask.
/// </summary>
sealed unsafe class DropoutTrace<T> : RowTrace<T>, IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly DropoutLayer<T> _layer;
    readonly T _scale;
    readonly int _stride;
    readonly Reservation _maskPiece;
    T* _masks;   // [T · B or B][W rounded up]: 0, or 1 / (1 - share)

    public DropoutTrace(DropoutLayer<T> layer, MemoryPlan plan, TraceShape shape)
        : base(plan, shape, layer.OutputWidth)
    {
        _layer = layer;
        _scale = T.CreateTruncating(1 / (1 - layer.Share));
        _stride = Packing<T>.RoundUp(Width);
        _maskPiece = plan.Reserve((layer.AlikeAtAllSteps ? 1L : shape.Steps) * shape.Batch * _stride);
    }

    int Width => _layer.OutputWidth;

    IReadOnlyList<RecurrentTrace<T>> IStepwise<T>.Walks => [];

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _masks = workspace[_maskPiece];
    }

    // Of a place, or of a row of the walk.
    T* Mask(int index) => _masks + (nint)index * _stride;

    void Draw(int index, int step, int row) =>
        RandomMask.Fill(new Span<T>(Mask(index), Width), _layer.Share, T.Zero, _scale, Noise.Seed, ((ulong)(uint)step << 32) | (uint)row, Noise.Pass);

    protected override void ForwardPart(int part, int parts)
    {
        if (_layer.AlikeAtAllSteps)
        {
            DropAlike(part, parts);
            return;
        }
        var cursor = new PlaceCursor(Packing, part, parts);
        while (cursor.MoveNext())
        {
            Draw(cursor.Place, Packing.FirstStep + cursor.Step, Packing.RowOf(cursor.Row));
            VectorRows<T>.Multiply(InputRow(cursor.Place), Mask(cursor.Place), OutputRow(cursor.Place), Width);
        }
    }

    void DropAlike(int part, int parts)
    {
        for (var row = Cut(Packing.Rows, part, parts); row < Cut(Packing.Rows, part + 1, parts); row++)
        {
            Draw(row, 0, Packing.RowOf(row));
            for (var t = 0; t < Packing.LengthOf(row); t++)
            {
                var place = Packing.PlaceAt(t) + row;
                VectorRows<T>.Multiply(InputRow(place), Mask(row), OutputRow(place), Width);
            }
        }
    }

    protected override void BackwardPart(int part, int parts)
    {
        if (!WantsInputGradients)
            return;
        var cursor = new PlaceCursor(Packing, part, parts);
        while (cursor.MoveNext())
            VectorRows<T>.Multiply(GradientRow(cursor.Place), Mask(_layer.AlikeAtAllSteps ? cursor.Row : cursor.Place), InputGradientRow(cursor.Place), Width);
    }
}
