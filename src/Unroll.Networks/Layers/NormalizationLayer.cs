using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// Layer normalisation, <c>[T, B, W]</c>: each row is brought to mean 0 and variance 1 over its own numbers, y = gain ⊙ (x − mean) / √(variance + 1e-5) + bias, with the parameters
/// <c>NAME.gain</c> and <c>NAME.bias</c> <c>[1, W]</c> (Ba, Kiros and Hinton 2016; <c>nn.LayerNorm</c> of PyTorch, the variance being that of all W numbers).
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class NormalizationLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    Parameters<T>? _parameters;

    /// <summary>Plans the gain, which starts at 1, and the bias, which starts at 0.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="width">Numbers of a row, W ≥ 1.</param>
    public NormalizationLayer(ParameterPlan plan, string name, int width)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        InputWidth = width;
        Gain = plan.Add(name + ".gain", 1, width, new Constant(1));
        Bias = plan.Add(name + ".bias", 1, width, new Zeros());
    }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth => InputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => [Gain, Bias];

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => new NormalizationTrace<T>(this, plan, shape);

    internal ParameterSegment Gain { get; }

    internal ParameterSegment Bias { get; }

    internal Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");
}
