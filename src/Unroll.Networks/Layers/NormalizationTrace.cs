using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;

namespace Unroll.Networks.Layers;

/// <summary>
/// A normalisation's passes. Threads split places; for the gradients of gain and bias they split columns, each of which is one sum over the places in their order.
/// With n the normalised row and g = dy ⊙ gain: dx = (g − mean(g) − n mean(g ⊙ n)) / deviation.
/// </summary>
sealed unsafe class NormalizationTrace<T> : RowTrace<T>, IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Granule = Packing<T>.Granule;

    static readonly T s_least = T.CreateTruncating(1e-5);

    readonly NormalizationLayer<T> _layer;
    readonly int _stride;
    readonly Reservation _normalPiece, _inversePiece;
    T* _normal;    // [T · B][W rounded up]: normalised rows
    T* _inverse;   // [T · B]: 1 / deviation

    public NormalizationTrace(NormalizationLayer<T> layer, MemoryPlan plan, TraceShape shape)
        : base(plan, shape, layer.OutputWidth)
    {
        _layer = layer;
        _stride = Packing<T>.RoundUp(Width);
        var places = (long)shape.Steps * shape.Batch;
        _normalPiece = plan.Reserve(IsTraining ? places * _stride : 0);
        _inversePiece = plan.Reserve(IsTraining ? places : 0);
    }

    int Width => _layer.OutputWidth;

    IReadOnlyList<RecurrentTrace<T>> IStepwise<T>.Walks => [];

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _normal = workspace[_normalPiece];
        _inverse = workspace[_inversePiece];
    }

    protected override void ForwardPart(int part, int parts)
    {
        var (gain, bias) = (_layer.Parameters.ValuesOf(_layer.Gain), _layer.Parameters.ValuesOf(_layer.Bias));
        var count = T.CreateTruncating(Width);
        for (var place = Cut(Packing.Places, part, parts); place < Cut(Packing.Places, part + 1, parts); place++)
        {
            T* input = InputRow(place), output = OutputRow(place);
            var mean = Sum(input) / count;
            Shift(input, mean, output);
            var inverse = T.One / T.Sqrt(SumOfProducts(output, output) / count + s_least);
            VectorRows<T>.Scale(inverse, output, output, Width);
            if (IsTraining)
            {
                VectorRows<T>.Copy(output, _normal + (nint)place * _stride, Width);
                _inverse[place] = inverse;
            }
            VectorRows<T>.Multiply(output, gain.Data, output, Width);
            VectorRows<T>.Add(output, bias.Data, output, Width);
        }
    }

    protected override void BackwardPart(int part, int parts)
    {
        var granules = _stride / Granule;
        var (first, last) = (Cut(granules, part, parts) * Granule, Math.Min(Width, Cut(granules, part + 1, parts) * Granule));
        if (last > first)
            SumColumns(first, last - first);
        for (var place = Cut(Packing.Places, part, parts); WantsInputGradients && place < Cut(Packing.Places, part + 1, parts); place++)
            SetInputGradient(place);
    }

    void SumColumns(int first, int count)
    {
        T* gain = _layer.Parameters.GradientsOf(_layer.Gain).Data + first, bias = _layer.Parameters.GradientsOf(_layer.Bias).Data + first;
        new Span<T>(gain, count).Clear();
        new Span<T>(bias, count).Clear();
        for (var place = 0; place < Packing.Places; place++)
        {
            AddProduct(GradientRow(place) + first, _normal + (nint)place * _stride + first, gain, count);
            VectorRows<T>.Add(bias, GradientRow(place) + first, bias, count);
        }
    }

    void SetInputGradient(int place)
    {
        T* normal = _normal + (nint)place * _stride, target = InputGradientRow(place);
        var count = T.CreateTruncating(Width);
        VectorRows<T>.Multiply(GradientRow(place), _layer.Parameters.ValuesOf(_layer.Gain).Data, target, Width);
        var (mean, slope) = (Sum(target) / count, SumOfProducts(target, normal) / count);
        Shift(target, mean, target);
        VectorRows<T>.AddScaled(-slope, normal, target, Width);
        VectorRows<T>.Scale(_inverse[place], target, target, Width);
    }

    // shifted = row − mean
    void Shift(T* row, T mean, T* shifted)
    {
        var means = new Vector<T>(mean);
        var i = 0;
        for (; i + Vector<T>.Count <= Width; i += Vector<T>.Count)
            (Vector.Load(row + i) - means).Store(shifted + i);
        for (; i < Width; i++)
            shifted[i] = row[i] - mean;
    }

    static void AddProduct(T* left, T* right, T* sum, int count)
    {
        var i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
            (Vector.Load(sum + i) + Vector.Load(left + i) * Vector.Load(right + i)).Store(sum + i);
        for (; i < count; i++)
            sum[i] += left[i] * right[i];
    }

    // Sixteen sums side by side, then added up one after another: the order, and so the bits, do not depend on the width of a vector.
    T Sum(T* row)
    {
        var sums = stackalloc T[Granule];
        new Span<T>(sums, Granule).Clear();
        for (var start = 0; start < Width; start += Granule)
            VectorRows<T>.Add(sums, row + start, sums, Math.Min(Granule, Width - start));
        return Total(sums);
    }

    T SumOfProducts(T* left, T* right)
    {
        var sums = stackalloc T[Granule];
        new Span<T>(sums, Granule).Clear();
        for (var start = 0; start < Width; start += Granule)
            AddProduct(left + start, right + start, sums, Math.Min(Granule, Width - start));
        return Total(sums);
    }

    static T Total(T* sums)
    {
        var total = T.Zero;
        for (var i = 0; i < Granule; i++)
            total += sums[i];
        return total;
    }
}
