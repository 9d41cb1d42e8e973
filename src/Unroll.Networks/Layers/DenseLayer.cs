using System;
using System.Numerics;
using System.Threading;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>y = x W + b at every step: the parameters <c>NAME.weight</c> W <c>[I, O]</c> and <c>NAME.bias</c> b <c>[1, O]</c>.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class DenseLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ParameterSegment _weight, _bias;
    readonly LaneWidth _width;
    readonly Workspace<T> _packed;
    readonly Reservation _forwardPiece, _backwardPiece, _biasPiece;
    readonly Lock _gate = new();
    Parameters<T>? _parameters;
    long _version;

    /// <summary>Plans the layer's parameters.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="inputWidth">Numbers read at each step, I ≥ 1.</param>
    /// <param name="outputWidth">Numbers written at each step, O ≥ 1.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    public DenseLayer(ParameterPlan plan, string name, int inputWidth, int outputWidth, DenseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputWidth);
        (InputWidth, OutputWidth) = (inputWidth, outputWidth);
        _weight = plan.Add(name + ".weight", inputWidth, outputWidth, options?.Weights ?? new GlorotUniform());
        _bias = plan.Add(name + ".bias", 1, outputWidth, options?.Bias ?? new Zeros());
        _width = options?.Width ?? LaneWidths.Widest;
        var memory = new MemoryPlan();
        _forwardPiece = memory.Reserve(Packing<T>.Count(inputWidth, outputWidth));
        _backwardPiece = memory.Reserve(Packing<T>.Count(outputWidth, inputWidth));
        _biasPiece = memory.Reserve(Packing<T>.RoundUp(outputWidth));
        _packed = new Workspace<T>(memory);
    }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth { get; }

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return _width switch
        {
            LaneWidth.Bits512 => new DenseTrace<Lane512<T>, T>(this, plan, shape),
            LaneWidth.Bits256 => new DenseTrace<Lane256<T>, T>(this, plan, shape),
            LaneWidth.Bits128 => new DenseTrace<Lane128<T>, T>(this, plan, shape),
            _ => new DenseTrace<Scalar<T>, T>(this, plan, shape),
        };
    }

    internal Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    internal ParameterSegment Weight => _weight;

    internal ParameterSegment Bias => _bias;

    internal T* PackedWeight => _packed[_forwardPiece];

    internal T* PackedTranspose => _packed[_backwardPiece];

    internal T* PackedBias => _packed[_biasPiece];

    /// <summary>Packs the weights anew if they have changed.</summary>
    internal void Prepare()
    {
        lock (_gate)
        {
            if (_version == Parameters.Version)
                return;
            Packing<T>.Pack(Parameters.ValuesOf(_weight), PackedWeight);
            Packing<T>.PackTransposed(Parameters.ValuesOf(_weight), PackedTranspose);
            Parameters.ValuesOf(_bias)[0].CopyTo(new Span<T>(PackedBias, OutputWidth));
            _version = Parameters.Version;
        }
    }
}
