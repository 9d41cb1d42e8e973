using System;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// Dropout between layers, <c>[T, B, W]</c>: in training a share of the numbers becomes zero and the others are divided by the rest of the share, so that in use nothing is
/// to be done (Srivastava et al. 2014, inverted). Alike at all steps, it is the variational or locked dropout of Gal and Ghahramani (2016) and AWD-LSTM (2018).
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class DropoutLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A layer without parameters.</summary>
    /// <param name="width">Numbers of a row, W ≥ 1.</param>
    /// <param name="share">Share that becomes zero, from 0 to below 1; at 0 the layer costs nothing.</param>
    /// <param name="alikeAtAllSteps">Whether a sequence loses the same numbers at all of its steps.</param>
    public DropoutLayer(int width, double share, bool alikeAtAllSteps = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (!(share >= 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Give a share from 0 to below 1.");
        (InputWidth, Share, AlikeAtAllSteps) = (width, share, alikeAtAllSteps);
    }

    /// <summary>Share that becomes zero.</summary>
    public double Share { get; }

    /// <summary>Whether a sequence loses the same numbers at all of its steps.</summary>
    public bool AlikeAtAllSteps { get; }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth => InputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters)
    {
        // There are none.
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return Share > 0 && shape.Mode == TraceMode.Training ? new DropoutTrace<T>(this, plan, shape) : new PassingTrace<T>(InputWidth, plan, shape);
    }
}
