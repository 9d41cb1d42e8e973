using System;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>Many to one: each sequence of <c>[T, B, W]</c> becomes one row of <c>[1, B, W]</c>. What is padded does not count; a row without a step gives zeros.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class PoolLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A layer without parameters.</summary>
    /// <param name="width">Numbers read at each step and written once, W ≥ 1.</param>
    /// <param name="pooling">What is made of a sequence.</param>
    public PoolLayer(int width, Pooling pooling = Pooling.Last)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (!Enum.IsDefined(pooling))
            throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Give one of the ways to pool.");
        (InputWidth, Pooling) = (width, pooling);
    }

    /// <summary>What is made of a sequence.</summary>
    public Pooling Pooling { get; }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth => InputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public int OutputSteps(int inputSteps) => 1;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters)
    {
        // There are none.
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => new PoolTrace<T>(this, plan, shape);
}
