using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>One recurrent layer that walks each sequence from its own end to its start, <c>[T, B, I]</c> to <c>[T, B, outputs]</c>: ONNX's <c>direction = reverse</c>, Keras's <c>go_backwards</c> with the outputs turned back.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ReversedLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Plans the layer's parameters, which are those of a <see cref="RecurrentLayer{T}"/> of the same name.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="cell">A name of <see cref="Cells.CellCatalog"/>.</param>
    /// <param name="inputWidth">Numbers (or symbols) read at each step, I ≥ 1.</param>
    /// <param name="hidden">Units, H ≥ 1.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    public ReversedLayer(ParameterPlan plan, string name, string cell, int inputWidth, int hidden, RecurrentOptions? options = null) =>
        Direction = new RecurrentLayer<T>(plan, name, cell, inputWidth, hidden, options);

    /// <summary>The layer that is walked.</summary>
    public RecurrentLayer<T> Direction { get; }

    /// <inheritdoc/>
    public int InputWidth => Direction.InputWidth;

    /// <inheritdoc/>
    public int OutputWidth => Direction.OutputWidth;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => Direction.Segments;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => Direction.Bind(parameters);

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return new ReversedTrace<T>(Direction, plan, shape);
    }
}
