using System;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>One to many: each row of <c>[1, B, W]</c> becomes a sequence of <c>[T, B, W]</c>.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class RepeatLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A layer without parameters.</summary>
    /// <param name="width">Numbers read once and written at each step, W ≥ 1.</param>
    /// <param name="steps">Steps written, T ≥ 1.</param>
    /// <param name="kind">What comes after the first step.</param>
    public RepeatLayer(int width, int steps, RepeatKind kind = RepeatKind.Same)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Give one of the ways to repeat.");
        (InputWidth, Steps, Kind) = (width, steps, kind);
    }

    /// <summary>Steps written.</summary>
    public int Steps { get; }

    /// <summary>What comes after the first step.</summary>
    public RepeatKind Kind { get; }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth => InputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public int OutputSteps(int inputSteps) => Steps;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters)
    {
        // There are none.
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => new RepeatTrace<T>(this, plan, shape);
}
