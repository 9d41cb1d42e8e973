using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// One layer of any cell of the catalog: the parameters <c>NAME.input</c> W <c>[I, gates · H]</c>, <c>NAME.recurrent</c> R <c>[H, gates · H]</c>
/// and <c>NAME.bias</c> b <c>[1, G · H]</c>, and the walk through time. Gates stand in the order of <see cref="CellEntry.GateNames"/>;
/// W covers the first <see cref="CellLayout.GatesFromInput"/> of them, R the last <see cref="CellLayout.GatesFromState"/>.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class RecurrentLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentShape _shape;
    readonly RecurrentOptions _options;
    readonly ParameterSegment _input, _recurrent;
    readonly ParameterSegment? _bias;
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
        _options = options ?? new RecurrentOptions();
        _shape = new RecurrentShape(Cell.Layout, inputWidth, hidden);
        var layout = Cell.Layout;
        if ((long)layout.Gates * hidden > Array.MaxLength)
            throw new InsufficientMemoryException($"{hidden:N0} units of {layout.Gates} gates were asked for; a layer holds at most {Array.MaxLength:N0} gates. Use fewer units.");
        _input = plan.Add(name + ".input", inputWidth, layout.GatesFromInput * hidden, _options.Input ?? new GlorotUniform(layout.GatesFromInput));
        _recurrent = plan.Add(name + ".recurrent", hidden, layout.GatesFromState * hidden, _options.Recurrent ?? new Orthogonal(layout.GatesFromState));
        if (_options.HasBias)
            _bias = plan.Add(name + ".bias", 1, layout.Gates * hidden, _options.Bias ?? DefaultBias(Cell));
        if (_options.Walk == Walk.Fused)
            _packed = new FusedWeights<T>(_shape);
    }

    static Blocks DefaultBias(CellEntry cell) =>
        new([.. cell.GateNames.Select(gate => (IInitializer)(gate == "f" ? new Constant(1) : new Zeros()))]);

    /// <summary>The cell.</summary>
    public CellEntry Cell { get; }

    /// <summary>Units, H.</summary>
    public int Hidden => _shape.Hidden;

    /// <inheritdoc/>
    public int InputWidth => _shape.Inputs;

    /// <inheritdoc/>
    public int OutputWidth => _shape.Hidden;

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters) => _parameters = _parameters is null
        ? parameters
        : throw new InvalidOperationException("The layer belongs to a network already; make layers anew for each network.");

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var trace = Cell.Accept(new TraceFactory(this));
        trace.Plan(plan, shape);
        return trace;
    }

    Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    RecurrentWeights<T> Weights() =>
        new(Parameters.ValuesOf(_input), Parameters.ValuesOf(_recurrent), _bias is null ? default : Parameters.ValuesOf(_bias));

    RecurrentWeights<T> Gradients() =>
        new(Parameters.GradientsOf(_input), Parameters.GradientsOf(_recurrent), _bias is null ? default : Parameters.GradientsOf(_bias));

    sealed class TraceFactory(RecurrentLayer<T> layer) : ICellVisitor<RecurrentTrace<T>>
    {
        public RecurrentTrace<T> Visit<TCell>()
            where TCell : struct, ICellMath
        {
            if (layer._packed is null)
                return new PlainUnroller<TCell, T>(layer._shape, layer.Weights, layer.Gradients);
            return (layer._options.Width ?? LaneWidths.Widest) switch
            {
                LaneWidth.Bits512 => Fused<TCell, Lane512<T>>(layer._packed),
                LaneWidth.Bits256 => Fused<TCell, Lane256<T>>(layer._packed),
                LaneWidth.Bits128 => Fused<TCell, Lane128<T>>(layer._packed),
                _ => Fused<TCell, Scalar<T>>(layer._packed),
            };
        }

        FusedUnroller<TCell, L, T> Fused<TCell, L>(FusedWeights<T> packed)
            where TCell : struct, ICellMath
            where L : struct, ILane<L, T> =>
            new(layer._shape, packed, layer.Weights, layer.Gradients, () => layer.Parameters.Version);
    }
}
