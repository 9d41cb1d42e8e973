using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>y = x + inner(x), <c>[T, B, W]</c>: a connection past a layer that writes as many numbers as it reads (He et al. 2016).</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ResidualLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Puts a connection past a layer, which then belongs to this one.</summary>
    /// <param name="inner">The layer; it reads numbers and leaves the steps as they are.</param>
    /// <exception cref="ArgumentException">The layer's widths differ, or it reads symbols alone.</exception>
    public ResidualLayer(ILayer<T> inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.InputWidth != inner.OutputWidth)
            throw new ArgumentException($"The inner layer reads {inner.InputWidth} numbers and writes {inner.OutputWidth}; for a residual connection both must be one width.", nameof(inner));
        if ((inner.Reads & InputKinds.Numbers) == 0)
            throw new ArgumentException("The inner layer reads symbols alone, to which nothing can be added; put the connection after it.", nameof(inner));
        Inner = inner;
    }

    /// <summary>The layer that is passed by.</summary>
    public ILayer<T> Inner { get; }

    /// <inheritdoc/>
    public int InputWidth => Inner.InputWidth;

    /// <inheritdoc/>
    public int OutputWidth => Inner.OutputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => Inner.Segments;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => Inner.Bind(parameters);

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return new ResidualTrace<T>(Inner, plan, shape);
    }
}
