using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>y = x W + b at every step: the parameters <c>NAME.weight</c> W <c>[I, O]</c> and <c>NAME.bias</c> b <c>[1, O]</c>, which may be left out.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class DenseLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly DenseWeights<T> _weights;
    readonly LaneWidth _width;

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
        var weight = plan.Add(name + ".weight", inputWidth, outputWidth, options?.Weights ?? new GlorotUniform());
        var bias = options is { HasBias: false } ? null : plan.Add(name + ".bias", 1, outputWidth, options?.Bias ?? new Zeros());
        _weights = new DenseWeights<T>(weight, bias, transposed: false);
        _width = options?.Width ?? LaneWidths.Widest;
    }

    /// <inheritdoc/>
    public int InputWidth => _weights.InputWidth;

    /// <inheritdoc/>
    public int OutputWidth => _weights.OutputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => _weights.Segments;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _weights.Bind(parameters);

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => _weights.NewTrace(_width, plan, shape);
}
