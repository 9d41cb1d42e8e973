using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>A row of numbers for each symbol: the parameter <c>NAME.table</c> <c>[symbols, W]</c>; reads symbols <c>[T, B, 1]</c>, writes <c>[T, B, W]</c>.</summary>
/// <remarks>A symbol for padding, where there is one, has a row of zeros and its gradient is zero, as <c>padding_idx</c> of PyTorch; steps that a mask takes out need none.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class EmbeddingLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    Parameters<T>? _parameters, _tiedParameters;

    /// <summary>Plans the table.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="symbols">Symbols, from 0 to one less; at least 1.</param>
    /// <param name="width">Numbers of a row, W ≥ 1.</param>
    /// <param name="paddingSymbol">The symbol whose row stays zero; none where null.</param>
    /// <param name="dropout">Share of the symbols, from 0 to below 1, that in training are zero wherever they stand in a batch, the others being divided by the rest of the share (Gal and Ghahramani 2016; AWD-LSTM 2018).</param>
    /// <param name="table">First values; standard normal where null.</param>
    public EmbeddingLayer(ParameterPlan plan, string name, int symbols, int width, int? paddingSymbol = null, double dropout = 0, IInitializer? table = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbols);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (paddingSymbol is { } padding && (uint)padding >= (uint)symbols)
            throw new ArgumentOutOfRangeException(nameof(paddingSymbol), padding, $"Layer '{name}' has {symbols} symbols; give one from 0 to {symbols - 1}.");
        if (!(dropout >= 0 && dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Give a share from 0 to below 1.");
        (InputWidth, OutputWidth, PaddingSymbol, Dropout) = (symbols, width, paddingSymbol, dropout);
        table ??= new Normal(0, 1);
        Table = plan.Add(name + ".table", symbols, width, paddingSymbol is { } row ? new ZeroRow(table, row) : table);
    }

    /// <summary>The symbol whose row stays zero.</summary>
    public int? PaddingSymbol { get; }

    /// <summary>Share of the symbols that in training are zero.</summary>
    public double Dropout { get; }

    /// <summary>Symbols.</summary>
    public int InputWidth { get; }

    /// <inheritdoc/>
    public int OutputWidth { get; }

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Symbols;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => [Table];

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape) => new EmbeddingTrace<T>(this, plan, shape);

    internal ParameterSegment Table { get; }

    internal Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    /// <summary>
    /// Whether another layer of the network has the table for its weights. That layer stands further up, so its backward pass has run by the time
    /// of this layer's: it has set the table's gradient, and this layer adds to it.
    /// </summary>
    internal bool IsTied => _tiedParameters is not null && ReferenceEquals(_tiedParameters, _parameters);

    /// <summary>Lets one other layer of a network set the table's gradient first.</summary>
    internal void Tie(Parameters<T> parameters) => _tiedParameters = _tiedParameters is null
        ? parameters
        : throw new InvalidOperationException("The table is tied to another layer already; tie one layer to it.");

    sealed record ZeroRow(IInitializer Others, int Row) : IInitializer
    {
        public void Fill<TNumber>(Numerics.Shapes.Matrix<TNumber> values, Numerics.Random.RandomStream random)
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        {
            Others.Fill(values, random);
            values[Row].Clear();
        }
    }
}
