using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>
/// One layer of any cell of the catalog: the parameters <c>NAME.input</c> W <c>[I, gates · H]</c>, <c>NAME.recurrent</c> R <c>[H, gates · H]</c>
/// and <c>NAME.bias</c> b <c>[1, G · H]</c>, and the walk through time; where the cell or the options ask for them also <c>NAME.unit</c> <c>[P, H]</c>,
/// <c>NAME.gain</c> <c>[1, G · H]</c>, <c>NAME.projection</c> <c>[H, outputs]</c> and <c>NAME.initial</c> <c>[S, H]</c>. Gates stand in the order of <see cref="CellEntry.GateNames"/>;
/// W covers the first <see cref="CellLayout.GatesFromInput"/> of them, R the last <see cref="CellLayout.GatesFromState"/>.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class RecurrentLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentSetup<T> _setup;
    readonly Pieces _segments;
    readonly FusedWeights<T>? _packed;
    Parameters<T>? _parameters;

    /// <summary>Plans the layer's parameters.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="name">Unique in the network.</param>
    /// <param name="cell">A name of <see cref="CellCatalog"/>.</param>
    /// <param name="inputWidth">Numbers (or symbols) read at each step, I ≥ 1.</param>
    /// <param name="hidden">Units, H ≥ 1.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known or the name is taken.</exception>
    /// <exception cref="InsufficientMemoryException">The layer is larger than what can be had.</exception>
    public RecurrentLayer(ParameterPlan plan, string name, string cell, int inputWidth, int hidden, RecurrentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        Cell = CellCatalog.Find(cell);
        Options = options ?? new RecurrentOptions();
        Name = name;
        RecurrentChecks.Require(name, Cell, Options);
        var shape = new RecurrentShape(Cell.Layout, inputWidth, hidden, Options.Projection > 0 ? Options.Projection : hidden);
        if ((long)Cell.Layout.Gates * hidden > Array.MaxLength)
            throw new InsufficientMemoryException($"{hidden:N0} units of {Cell.Layout.Gates} gates were asked for; a layer holds at most {Array.MaxLength:N0} gates. Use fewer units.");
        _setup = new RecurrentSetup<T>(Cell, shape, Options, () => WeightsOf(gradients: false), () => WeightsOf(gradients: true), () => Parameters.Version);
        _segments = new Pieces(plan, name, _setup);
        if (Options.Walk == Walk.Fused)
            _packed = new FusedWeights<T>(_setup);
    }

    // The layer's pieces of the parameters; null where the cell or the options have no use for one.
    sealed class Pieces
    {
        public readonly ParameterSegment Input;
        public readonly ParameterSegment? Recurrent, Bias, Unit, Gain, Projection, Initial;

        public IReadOnlyList<ParameterSegment> All => [.. new[] { Input, Recurrent, Bias, Unit, Gain, Projection, Initial }.OfType<ParameterSegment>()];

        public Pieces(ParameterPlan plan, string name, RecurrentSetup<T> setup)
        {
            var (cell, shape, options) = (setup.Cell, setup.Shape, setup.Options);
            var (layout, hidden) = (shape.Layout, shape.Hidden);
            Input = plan.Add(name + ".input", shape.Inputs, layout.GatesFromInput * hidden, options.Input ?? new GlorotUniform(layout.GatesFromInput));
            if (layout.GatesFromState > 0)
                Recurrent = plan.Add(name + ".recurrent", shape.Outputs, layout.GatesFromState * hidden, options.Recurrent ?? new Orthogonal(layout.GatesFromState));
            if (options.HasBias)
                Bias = plan.Add(name + ".bias", 1, layout.Gates * hidden, options.Bias ?? DefaultBias(cell));
            var units = setup.UnitRows.Count(row => row >= 0);
            if (units > 0)
                Unit = plan.Add(name + ".unit", units, hidden, options.Unit ?? cell.UnitInitializer);
            if (options.LayerNormalization)
                Gain = plan.Add(name + ".gain", 1, layout.Gates * hidden, new Constant(1));
            if (options.Projection > 0)
                Projection = plan.Add(name + ".projection", hidden, shape.Outputs, options.ProjectionWeights ?? new GlorotUniform());
            if (options.InitialStates == InitialStates.Learnt)
                Initial = plan.Add(name + ".initial", layout.States, Math.Max(hidden, shape.Outputs), new RowValues(cell.InitialStates));
        }
    }

    static Blocks DefaultBias(CellEntry cell) =>
        new([.. cell.GateNames.Select((_, gate) => new Constant(cell.StartingBias?[gate] ?? 0))]);

    /// <summary>Its name, with which its parameters' names begin.</summary>
    public string Name { get; }

    /// <summary>The choices it was made with.</summary>
    public RecurrentOptions Options { get; }

    /// <summary>The cell.</summary>
    public CellEntry Cell { get; }

    /// <summary>Units, H.</summary>
    public int Hidden => _setup.Shape.Hidden;

    /// <inheritdoc/>
    public int InputWidth => _setup.Shape.Inputs;

    /// <inheritdoc/>
    public int OutputWidth => _setup.Shape.Outputs;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => _segments.All;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var factory = new TraceFactory(this);
        var trace = _setup.Settings is null ? Cell.Accept(factory) : Cell.AcceptSettings(factory);
        trace.Plan(plan, shape);
        return trace;
    }

    Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    RecurrentWeights<T> WeightsOf(bool gradients) =>
        new(View(_segments.Input, gradients), View(_segments.Recurrent, gradients), View(_segments.Bias, gradients), View(_segments.Unit, gradients),
            View(_segments.Gain, gradients), View(_segments.Projection, gradients), View(_segments.Initial, gradients));

    Matrix<T> View(ParameterSegment? segment, bool gradients) =>
        segment is null ? default : gradients ? Parameters.GradientsOf(segment) : Parameters.ValuesOf(segment);

    sealed class TraceFactory(RecurrentLayer<T> layer) : ICellVisitor<RecurrentTrace<T>>
    {
        public RecurrentTrace<T> Visit<TCell>()
            where TCell : struct, ICellMath
        {
            if (layer._packed is null)
                return new PlainUnroller<TCell, T>(layer._setup);
            return (layer.Options.Width ?? LaneWidths.Widest) switch
            {
                LaneWidth.Bits512 => new FusedUnroller<TCell, Lane512<T>, T>(layer._setup, layer._packed),
                LaneWidth.Bits256 => new FusedUnroller<TCell, Lane256<T>, T>(layer._setup, layer._packed),
                LaneWidth.Bits128 => new FusedUnroller<TCell, Lane128<T>, T>(layer._setup, layer._packed),
                _ => new FusedUnroller<TCell, Scalar<T>, T>(layer._setup, layer._packed),
            };
        }
    }
}
