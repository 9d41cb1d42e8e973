using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>The weights of a dense layer as its passes read them: a segment <c>[I, O]</c>, or <c>[O, I]</c> where it is used transposed, and perhaps a bias <c>[1, O]</c>, packed anew whenever they have changed.</summary>
sealed unsafe class DenseWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ParameterSegment _weight;
    readonly ParameterSegment? _bias;   // where there is none, zeros are packed
    readonly bool _transposed;
    readonly Workspace<T> _packed;
    readonly Reservation _forwardPiece, _backwardPiece, _biasPiece;
    readonly Lock _gate = new();
    Parameters<T>? _parameters;
    long _version;

    public DenseWeights(ParameterSegment weight, ParameterSegment? bias, bool transposed)
    {
        (_weight, _bias, _transposed) = (weight, bias, transposed);
        (InputWidth, OutputWidth) = transposed ? (weight.Columns, weight.Rows) : (weight.Rows, weight.Columns);
        var memory = new MemoryPlan();
        _forwardPiece = memory.Reserve(Packing<T>.Count(InputWidth, OutputWidth));
        _backwardPiece = memory.Reserve(Packing<T>.Count(OutputWidth, InputWidth));
        _biasPiece = memory.Reserve(Packing<T>.RoundUp(OutputWidth));
        _packed = new Workspace<T>(memory);
    }

    public IReadOnlyList<ParameterSegment> Segments => _bias is null ? [_weight] : [_weight, _bias];

    public int InputWidth { get; }

    public int OutputWidth { get; }

    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <summary>For x W: panels of <c>[I, O]</c>.</summary>
    public T* Packed => _packed[_forwardPiece];

    /// <summary>For dy Wᵀ: panels of <c>[O, I]</c>.</summary>
    public T* PackedTranspose => _packed[_backwardPiece];

    public T* PackedBias => _packed[_biasPiece];

    Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    /// <summary>Packs the weights anew if they have changed.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (_version == Parameters.Version)
                return;
            var values = Parameters.ValuesOf(_weight);
            Pack(values, Packed, _transposed);
            Pack(values, PackedTranspose, !_transposed);
            if (_bias is not null)
                Parameters.ValuesOf(_bias)[0].CopyTo(new Span<T>(PackedBias, OutputWidth));
            _version = Parameters.Version;
        }
    }

    static void Pack(Matrix<T> values, T* panels, bool transposed)
    {
        if (transposed)
            Packing<T>.PackTransposed(values, panels);
        else
            Packing<T>.Pack(values, panels);
    }

    /// <summary>Sets the gradients of what some neighbouring inputs are multiplied by.</summary>
    /// <param name="first">First input.</param>
    /// <param name="count">Inputs.</param>
    /// <param name="sums"><c>[count][stride]</c>, O numbers in each row.</param>
    /// <param name="stride">Distance between rows.</param>
    public void SetGradients(int first, int count, T* sums, int stride)
    {
        var target = Parameters.GradientsOf(_weight);
        for (var row = 0; !_transposed && row < count; row++)
            new Span<T>(sums + (nint)row * stride, OutputWidth).CopyTo(target[first + row]);
        for (var output = 0; _transposed && output < OutputWidth; output++)
        {
            var to = target.Data + (nint)output * target.Stride + first;
            for (var row = 0; row < count; row++)
                to[row] = sums[(nint)row * stride + output];
        }
    }

    /// <summary>Sets the gradient of the bias, where there is one.</summary>
    public void SetBiasGradient(ReadOnlySpan<T> gradients)
    {
        if (_bias is not null)
            gradients.CopyTo(Parameters.GradientsOf(_bias)[0]);
    }

    /// <summary>The trace of a layer of these weights, at a lane width.</summary>
    public LayerTrace<T> NewTrace(LaneWidth width, MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return width switch
        {
            LaneWidth.Bits512 => new DenseTrace<Lane512<T>, T>(this, plan, shape),
            LaneWidth.Bits256 => new DenseTrace<Lane256<T>, T>(this, plan, shape),
            LaneWidth.Bits128 => new DenseTrace<Lane128<T>, T>(this, plan, shape),
            _ => new DenseTrace<Scalar<T>, T>(this, plan, shape),
        };
    }
}
