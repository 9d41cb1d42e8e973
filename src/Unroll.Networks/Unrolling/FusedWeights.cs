using System.Numerics;
using System.Threading;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// A recurrent layer's weights packed for the fused walk: panels of columns in the order in which the tiles read them.
/// Derived from the parameters alone and packed anew when those have changed; shared by all traces of a layer.
/// </summary>
sealed unsafe class FusedWeights<T> : ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of a panel of the backward products.</summary>
    public const int PanelColumns = 64;

    /// <summary>Widest dense input that is put beside the previous output, to be multiplied in one product with it.</summary>
    const int WidestFolded = 32;

    readonly RecurrentSetup<T> _setup;
    readonly RecurrentShape _shape;
    readonly GateBlocks _blocks;
    readonly Workspace<T> _workspace;
    readonly Reservation _state, _input, _bias, _stateBack, _lateBack, _inputBack, _unit, _gain, _shift, _projection, _projectionBack;
    readonly Lock _gate = new();
    RecurrentWeights<T> _source;
    long _forwardVersion, _backwardVersion;
    bool _forward, _backward;

    public FusedWeights(RecurrentSetup<T> setup)
    {
        _setup = setup;
        var shape = _shape = setup.Shape;
        var layout = shape.Layout;
        _blocks = new GateBlocks(layout, shape.Hidden);
        CanFold = layout is { InputGates: 0, RecurrentGates: 0, LateGates: 0 } && shape.Inputs <= WidestFolded;
        UnitStride = GateBlocks.RoundUp(shape.Hidden);
        var plan = new MemoryPlan();
        long width = (long)_blocks.Count * _blocks.RowWidth;
        _state = plan.Reserve(width * StateDepth);
        _input = plan.Reserve(width * shape.Inputs);
        _bias = plan.Reserve(width);
        _stateBack = plan.Reserve((long)BackDepth(EarlyGatesFromState) * Panels(StateDepth) * PanelColumns);
        _lateBack = plan.Reserve((long)BackDepth(layout.LateGates) * Panels(shape.Outputs) * PanelColumns);
        _inputBack = plan.Reserve(CanFold ? 0 : (long)BackDepth(layout.GatesFromInput) * Panels(shape.Inputs) * PanelColumns);
        _unit = plan.Reserve((long)layout.UnitWeights * UnitStride);
        _gain = plan.Reserve(setup.Options.LayerNormalization ? width : 0);
        _shift = plan.Reserve(setup.Options.LayerNormalization ? width : 0);
        var projects = setup.Options.Projection > 0;
        _projection = plan.Reserve(projects ? Packing<T>.Count(shape.Hidden, shape.Outputs) : 0);
        _projectionBack = plan.Reserve(projects ? Packing<T>.Count(shape.Outputs, shape.Hidden) : 0);
        _workspace = new Workspace<T>(plan);
    }

    /// <summary>Whether a dense input is multiplied together with the previous output.</summary>
    public bool CanFold { get; }

    /// <summary>Rows of the state's panels: units, and inputs too where they are folded in.</summary>
    int StateDepth => _shape.Layout.GatesFromState == 0 ? 0 : _shape.Outputs + (CanFold ? _shape.Inputs : 0);

    int EarlyGatesFromState => _shape.Layout.GatesFromState - _shape.Layout.LateGates;

    int BackDepth(int gates) => gates * _blocks.UnitsBefore(_blocks.Count);

    /// <summary>Distance between weights of single units.</summary>
    public int UnitStride { get; }

    /// <summary>Weights of single units, <c>[P][UnitStride]</c>.</summary>
    public T* Unit => _workspace[_unit];

    /// <summary>What a block's normalised gates are multiplied by, laid out as its bias.</summary>
    public T* Gain(int block) => _workspace[_gain] + block * _blocks.RowWidth;

    /// <summary>What is then added to them: the bias of a normalised layer, whose <see cref="Bias"/> is zero.</summary>
    public T* NormalizedBias(int block) => _workspace[_shift] + block * _blocks.RowWidth;

    /// <summary>Wp, packed.</summary>
    public T* Projection => _workspace[_projection];

    /// <summary>Wp transposed, packed.</summary>
    public T* ProjectionBack => _workspace[_projectionBack];

    /// <summary>Panel of 64 columns of the late gates' part of Rᵀ, <c>[late gates · H][64]</c>.</summary>
    public T* LateBack(int panel) => _workspace[_lateBack] + (long)panel * BackDepth(_shape.Layout.LateGates) * PanelColumns;

    public static int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>Panel of a block, <c>[H (+ I)][RowWidth]</c>: R, and W below it where the input is folded in.</summary>
    public T* State(int block) => _workspace[_state] + (long)block * StateDepth * _blocks.RowWidth;

    /// <summary>Panel of a block, <c>[I][RowWidth]</c>: W.</summary>
    public T* Input(int block) => _workspace[_input] + (long)block * _shape.Inputs * _blocks.RowWidth;

    /// <summary>Bias of a block, <c>[RowWidth]</c>, with its gates where a row has them.</summary>
    public T* Bias(int block) => _workspace[_bias] + block * _blocks.RowWidth;

    /// <summary>Panel of 64 columns of Rᵀ (and Wᵀ), <c>[gates · H][64]</c>, gates in the blocks' order, late gates left out.</summary>
    public T* StateBack(int panel) => _workspace[_stateBack] + (long)panel * BackDepth(EarlyGatesFromState) * PanelColumns;

    /// <summary>Panel of 64 columns of Wᵀ, <c>[gates · H][64]</c>, gates in the blocks' order.</summary>
    public T* InputBack(int panel) => _workspace[_inputBack] + (long)panel * BackDepth(_shape.Layout.GatesFromInput) * PanelColumns;

    /// <summary>Packs what is out of date.</summary>
    public void Prepare(RecurrentWeights<T> source, long version, bool backward, WorkerTeam team)
    {
        lock (_gate)
        {
            _source = source;
            (_forward, _backward) = (_forwardVersion != version, backward && _backwardVersion != version);
            if (!_forward && !_backward)
                return;
            team.Run(this);
            if (_forward)
                _forwardVersion = version;
            if (_backward)
                _backwardVersion = version;
        }
    }

    void ITeamJob.Execute(int part, int parts)
    {
        if (_forward)
            PackForward(part, parts);
        if (_backward)
            PackBackward(part, parts);
        if (part != 0)
            return;
        if (_forward)
            PackUnits();
        if (_forward && _source.Projection.Data != null)
            Packing<T>.Pack(_source.Projection, Projection);
        if (_backward && _source.Projection.Data != null)
            Packing<T>.PackTransposed(_source.Projection, ProjectionBack);
    }

    void PackUnits()
    {
        for (var weight = 0; weight < _setup.UnitRows.Count; weight++)
        {
            if (_setup.UnitRows[weight] >= 0)
                _source.Unit[_setup.UnitRows[weight]].CopyTo(new(Unit + (long)weight * UnitStride, _shape.Hidden));
        }
    }

    void PackForward(int part, int parts)
    {
        var layout = _shape.Layout;
        for (var block = part; block < _blocks.Count; block += parts)
        {
            if (layout.GatesFromState > 0)
                PackRows(_source.Recurrent, layout.GatesFromState, block, State(block));
            PackRows(_source.Input, layout.GatesFromInput, block, Input(block));
            if (CanFold)
                PackRows(_source.Input, layout.Gates, block, State(block) + (long)_shape.Outputs * _blocks.RowWidth);
            if (_source.HasBias)
                PackRows(_source.Bias, layout.Gates, block, (_source.Gain.Data == null ? Bias(block) : NormalizedBias(block)) + _blocks.Shift(block));
            if (_source.Gain.Data != null)
                PackRows(_source.Gain, layout.Gates, block, Gain(block) + _blocks.Shift(block));
        }
    }

    // Row by row, the columns of this block's units, gate beside gate.
    void PackRows(Matrix<T> source, int gates, int block, T* panel)
    {
        var (units, own) = (_blocks.Units(block), _blocks.OwnUnits(block));
        for (var row = 0; row < source.Rows; row++)
        {
            for (var gate = 0; gate < gates; gate++)
                source[row].Slice(gate * _shape.Hidden + block * _blocks.BlockUnits, own).CopyTo(new(panel + (long)row * _blocks.RowWidth + gate * units, own));
        }
    }

    void PackBackward(int part, int parts)
    {
        var layout = _shape.Layout;
        for (var panel = part; panel < Panels(StateDepth); panel += parts)
        {
            var first = panel * PanelColumns;
            PackTransposed(_source.Recurrent, 0, EarlyGatesFromState, first, StateBack(panel));
            if (layout.LateGates > 0)
                PackTransposed(_source.Recurrent, EarlyGatesFromState, layout.LateGates, first, LateBack(panel));
            if (CanFold)
                PackTransposed(_source.Input, 0, layout.GatesFromInput, first - _shape.Outputs, StateBack(panel));
        }
        if (CanFold)
            return;
        for (var panel = part; panel < Panels(_shape.Inputs); panel += parts)
            PackTransposed(_source.Input, 0, layout.GatesFromInput, panel * PanelColumns, InputBack(panel));
    }

    // Rows first .. first + 63 of the source (those that exist) become columns of the panel.
    void PackTransposed(Matrix<T> source, int firstGate, int gates, int first, T* panel)
    {
        var from = int.Max(first, 0);
        var to = int.Min(first + PanelColumns, source.Rows);
        long depth = 0;
        for (var block = 0; block < _blocks.Count; block++)
        {
            var (units, own) = (_blocks.Units(block), _blocks.OwnUnits(block));
            for (var gate = firstGate; gate < firstGate + gates; gate++)
            {
                var column = gate * _shape.Hidden + block * _blocks.BlockUnits;
                for (var row = from; row < to; row++)
                {
                    var read = source.Data + (nint)row * source.Stride + column;
                    var write = panel + depth * PanelColumns + (row - first);
                    for (var unit = 0; unit < own; unit++)
                        write[(nint)unit * PanelColumns] = read[unit];
                }
                depth += units;
            }
        }
    }
}
