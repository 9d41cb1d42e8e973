using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// y = x Eᵀ + b at every step, <c>[T, B, W]</c> to <c>[T, B, symbols]</c>: E is an embedding's table, and b, <c>NAME.bias</c> <c>[1, symbols]</c>, the layer's own. The table's gradient
/// is the sum of both uses (Press and Wolf 2017; Inan et al. 2017).
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class TiedDenseLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly EmbeddingLayer<T> _embedding;
    readonly DenseWeights<T> _weights;
    readonly LaneWidth _width;

    /// <summary>Plans the bias.</summary>
    /// <param name="plan">The network's parameters; the embedding's are planned in it already.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="embedding">The first layer of the same network.</param>
    /// <param name="bias">First values of the bias; zeros where null.</param>
    /// <param name="width">Lane width; the widest this processor has where null. All widths give the same bits.</param>
    /// <exception cref="ArgumentException">The embedding was planned elsewhere.</exception>
    public TiedDenseLayer(ParameterPlan plan, string name, EmbeddingLayer<T> embedding, IInitializer? bias = null, LaneWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(embedding);
        if (!plan.Segments.Any(segment => ReferenceEquals(segment, embedding.Table)))
            throw new ArgumentException($"Layer '{name}' is tied to a table that this plan does not have; plan the embedding of the same network first.", nameof(embedding));
        _embedding = embedding;
        _weights = new DenseWeights<T>(embedding.Table, plan.Add(name + ".bias", 1, embedding.InputWidth, bias ?? new Zeros()), transposed: true);
        _width = width ?? LaneWidths.Widest;
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
    public void Bind(Parameters<T> parameters)
    {
        _weights.Bind(parameters);
        _embedding.Tie(parameters);
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => _weights.NewTrace(_width, plan, shape);
}
