using System.Numerics;
using System.Threading;
using Unroll.Numerics.Memory;
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

    readonly RecurrentShape _shape;
    readonly GateBlocks _blocks;
    readonly Workspace<T> _workspace;
    readonly Reservation _state, _input, _bias, _stateBack, _inputBack;
    readonly Lock _gate = new();
    RecurrentWeights<T> _source;
    long _forwardVersion, _backwardVersion;
    bool _forward, _backward;

    public FusedWeights(RecurrentSetup<T> setup)
    {
        var shape = _shape = setup.Shape;
        _blocks = new GateBlocks(shape.Layout, shape.Hidden);
        CanFold = shape.Layout is { InputGates: 0, RecurrentGates: 0 } && shape.Inputs <= WidestFolded;
        var plan = new MemoryPlan();
        long width = (long)_blocks.Count * _blocks.RowWidth;
        _state = plan.Reserve(width * StateDepth);
        _input = plan.Reserve(width * shape.Inputs);
        _bias = plan.Reserve(width);
        _stateBack = plan.Reserve((long)BackDepth(shape.Layout.GatesFromState) * Panels(StateDepth) * PanelColumns);
        _inputBack = plan.Reserve(CanFold ? 0 : (long)BackDepth(shape.Layout.GatesFromInput) * Panels(shape.Inputs) * PanelColumns);
        _workspace = new Workspace<T>(plan);
    }

    /// <summary>Whether a dense input is multiplied together with the previous output.</summary>
    public bool CanFold { get; }

    /// <summary>Rows of the state's panels: units, and inputs too where they are folded in.</summary>
    int StateDepth => _shape.Hidden + (CanFold ? _shape.Inputs : 0);

    int BackDepth(int gates) => gates * _shape.Hidden;

    public static int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>Panel of a block, <c>[H (+ I)][RowWidth]</c>: R, and W below it where the input is folded in.</summary>
    public T* State(int block) => _workspace[_state] + (long)block * StateDepth * _blocks.RowWidth;

    /// <summary>Panel of a block, <c>[I][RowWidth]</c>: W.</summary>
    public T* Input(int block) => _workspace[_input] + (long)block * _shape.Inputs * _blocks.RowWidth;

    /// <summary>Bias of a block, <c>[RowWidth]</c>, with its gates where a row has them.</summary>
    public T* Bias(int block) => _workspace[_bias] + block * _blocks.RowWidth;

    /// <summary>Panel of 64 columns of Rᵀ (and Wᵀ), <c>[gates · H][64]</c>, gates in the blocks' order.</summary>
    public T* StateBack(int panel) => _workspace[_stateBack] + (long)panel * BackDepth(_shape.Layout.GatesFromState) * PanelColumns;

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
    }

    void PackForward(int part, int parts)
    {
        var layout = _shape.Layout;
        for (var block = part; block < _blocks.Count; block += parts)
        {
            var units = _blocks.Units(block);
            var first = block * _blocks.BlockUnits;
            PackRows(_source.Recurrent, layout.GatesFromState, first, units, State(block));
            PackRows(_source.Input, layout.GatesFromInput, first, units, Input(block));
            if (CanFold)
                PackRows(_source.Input, layout.Gates, first, units, State(block) + (long)_shape.Hidden * _blocks.RowWidth);
            if (_source.HasBias)
                PackRows(_source.Bias, layout.Gates, first, units, Bias(block) + _blocks.Shift(block));
        }
    }

    // Row by row, the columns of this block's units, gate beside gate.
    void PackRows(Matrix<T> source, int gates, int firstUnit, int units, T* panel)
    {
        for (var row = 0; row < source.Rows; row++)
        {
            for (var gate = 0; gate < gates; gate++)
                source[row].Slice(gate * _shape.Hidden + firstUnit, units).CopyTo(new(panel + (long)row * _blocks.RowWidth + gate * units, units));
        }
    }

    void PackBackward(int part, int parts)
    {
        for (var panel = part; panel < Panels(StateDepth); panel += parts)
        {
            var first = panel * PanelColumns;
            PackTransposed(_source.Recurrent, _shape.Layout.GatesFromState, first, StateBack(panel), 0);
            if (CanFold)
                PackTransposed(_source.Input, _shape.Layout.GatesFromInput, first - _shape.Hidden, StateBack(panel), 0);
        }
        if (CanFold)
            return;
        for (var panel = part; panel < Panels(_shape.Inputs); panel += parts)
            PackTransposed(_source.Input, _shape.Layout.GatesFromInput, panel * PanelColumns, InputBack(panel), 0);
    }

    // Rows first .. first + 63 of the source (those that exist) become columns of the panel.
    void PackTransposed(Matrix<T> source, int gates, int first, T* panel, int depth)
    {
        var from = int.Max(first, 0);
        var to = int.Min(first + PanelColumns, source.Rows);
        for (var block = 0; block < _blocks.Count; block++)
        {
            var units = _blocks.Units(block);
            for (var gate = 0; gate < gates; gate++)
            {
                var column = gate * _shape.Hidden + block * _blocks.BlockUnits;
                for (var row = from; row < to; row++)
                {
                    var read = source.Data + (nint)row * source.Stride + column;
                    var write = panel + (long)depth * PanelColumns + (row - first);
                    for (var unit = 0; unit < units; unit++)
                        write[(nint)unit * PanelColumns] = read[unit];
                }
                depth += units;
            }
        }
    }
}
