using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// Two recurrent layers over the same rows <c>[T, B, I]</c>, <c>NAME.forward</c> and <c>NAME.backward</c>, the second walking each sequence from its own end to its
/// start; what both say at a step is merged into <c>[T, B, outputs]</c>. After Schuster and Paliwal (1997); concatenated as PyTorch's <c>bidirectional</c> does.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class BidirectionalLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Plans the parameters of both directions.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="cell">A name of <see cref="Cells.CellCatalog"/>.</param>
    /// <param name="inputWidth">Numbers (or symbols) read at each step, I ≥ 1.</param>
    /// <param name="hidden">Units of each direction, H ≥ 1.</param>
    /// <param name="merge">What is made of the two outputs.</param>
    /// <param name="options">Choices of both directions; the defaults where null.</param>
    /// <param name="backwardOptions">Choices of the backward direction where they are others.</param>
    /// <exception cref="ArgumentException">A direction is refused, as a <see cref="RecurrentLayer{T}"/> would be; or outputs of different widths are to be added.</exception>
    public BidirectionalLayer(ParameterPlan plan, string name, string cell, int inputWidth, int hidden, Merge merge = Merge.Concatenate,
        RecurrentOptions? options = null, RecurrentOptions? backwardOptions = null)
    {
        if (!Enum.IsDefined(merge))
            throw new ArgumentOutOfRangeException(nameof(merge), merge, "Give one of the ways to merge.");
        ForwardDirection = new RecurrentLayer<T>(plan, name + ".forward", cell, inputWidth, hidden, options);
        BackwardDirection = new RecurrentLayer<T>(plan, name + ".backward", cell, inputWidth, hidden, backwardOptions ?? options);
        Merge = merge;
        var (forward, backward) = (ForwardDirection.OutputWidth, BackwardDirection.OutputWidth);
        if (merge != Merge.Concatenate && forward != backward)
            throw new ArgumentException($"Layer '{name}': outputs of widths {forward} and {backward} cannot be added; give both directions one projection, or concatenate.", nameof(backwardOptions));
        OutputWidth = merge == Merge.Concatenate ? checked(forward + backward) : forward;
    }

    /// <summary>The layer that walks from start to end.</summary>
    public RecurrentLayer<T> ForwardDirection { get; }

    /// <summary>The layer that walks from end to start.</summary>
    public RecurrentLayer<T> BackwardDirection { get; }

    /// <summary>What is made of the two outputs.</summary>
    public Merge Merge { get; }

    /// <inheritdoc/>
    public int InputWidth => ForwardDirection.InputWidth;

    /// <inheritdoc/>
    public int OutputWidth { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => [.. ForwardDirection.Segments, .. BackwardDirection.Segments];

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters)
    {
        ForwardDirection.Bind(parameters);
        BackwardDirection.Bind(parameters);
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return new BidirectionalTrace<T>(this, plan, shape);
    }
}
