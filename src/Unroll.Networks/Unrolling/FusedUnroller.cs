using System;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// Walks a cell through time as fast as it can: packed weights, products in register tiles, the equations applied while a tile is hot,
/// threads that never wait for one another inside the walk. The equations are the cell's own, the same that the plain walk runs.
/// </summary>
/// <remarks>
/// Threads split the rows of the batch (or, where rows are few, the units) for both walks through time; then, after one barrier, the weight gradients' outputs (see <see cref="FusedGradients{L, T}"/>).
/// No sum is ever split, so the bits are the same at any number of threads.
/// Legend: T steps, B rows, I inputs, H units, S states; z = [h | x] where the input is folded in, else [h].
/// </remarks>
sealed unsafe partial class FusedUnroller<TCell, L, T> : RecurrentTrace<T>, ITeamJob
    where TCell : struct, ICellMath
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentSetup<T> _setup;
    readonly RecurrentShape _shape;
    readonly FusedWeights<T> _packed;
    readonly GateBlocks _blocks;
    readonly int _stride;              // between rows of z and of every state
    readonly FusedGradients<L, T> _weightGradients;
    TeamBarrier? _barrier;

    Reservation _gatePiece, _statePiece, _gradientPiece, _outputGradientPiece, _inputPanelPiece;
    T* _gates;            // [block][T or 1][B][RowWidth]: pre-activation, then kept value, then gradient, in the same memory
    T* _states;           // [S][T + 1][B][stride]: state 0 is z, whose slot t holds h(t-1) and x(t)
    T* _stateGradients;   // [2][S][B][stride]: after and before the step at hand
    T* _outputGradients;  // [T][B][H rounded up]
    T* _inputPanel;       // [T][B][64]: the last panel of the input's gradient, where it is not full
    bool _training;

    int _steps, _batch;
    LayerInput<T> _input;
    Sequence<T> _inputGradients;
    bool _backward;

    public FusedUnroller(RecurrentSetup<T> setup, FusedWeights<T> packed)
        : base(setup)
    {
        _setup = setup;
        _shape = setup.Shape;
        _packed = packed;
        _blocks = new GateBlocks(_shape.Layout, _shape.Hidden);
        _stride = GateBlocks.RowStride<T>(GateBlocks.RoundUp(_shape.Hidden + (packed.CanFold ? _shape.Inputs : 0)));
        _weightGradients = new FusedGradients<L, T>(_shape, setup.Gradients);
    }

    int H => _shape.Hidden;

    CellLayout Layout => _shape.Layout;

    bool Folded => _packed.CanFold && !_input.IsSymbols;

    int GateSteps => _training ? _steps : 1;

    // Set on each forward pass; see GateBlocks.BlockStride.
    nint BlockStride { get; set; }

    nint StateStride => (nint)(_steps + 1) * _batch * _stride;

    int GradientStride => _batch * _stride;

    T* Gates(int block, int t, int row) => _gates + block * BlockStride + ((nint)(_training ? t : 0) * _batch + row) * _blocks.RowWidth;

    T* StateRow(int step, int row) => _states + ((nint)step * _batch + row) * _stride;

    T* GradientRow(int t, int row) => _stateGradients + (nint)(t & 1) * Layout.States * GradientStride + (nint)row * _stride;

    int OutputGradientStride => GateBlocks.RoundUp(H);

    public override Sequence<T> Outputs => new(StateRow(1, 0), _steps, _batch, H, _stride);

    public override Sequence<T> OutputGradients => !_training ? default : new(_outputGradients, _steps, _batch, H, OutputGradientStride);

    public override Matrix<T> StateAt(int step, int state) => new(StateRow(step, 0) + state * StateStride, _batch, H, _stride);

    private protected override Matrix<T> FirstStateGradient(int state) => new(GradientRow(0, 0) + state * GradientStride, _batch, H, _stride);

    public override void Plan(MemoryPlan plan, TraceShape trace)
    {
        base.Plan(plan, trace);
        _training = trace.Mode == TraceMode.Training;
        _barrier = trace.Threads > 1 ? new TeamBarrier(trace.Threads) : null;
        var cells = (long)trace.Steps * trace.Batch;
        _gatePiece = plan.Reserve(_blocks.MostNumbers<T>(_training ? trace.Steps : 1, trace.Batch));
        _statePiece = plan.Reserve((cells + trace.Batch) * _stride * Layout.States);
        _gradientPiece = plan.Reserve(_training ? 2L * Layout.States * trace.Batch * _stride : 0);
        _outputGradientPiece = plan.Reserve(_training ? cells * OutputGradientStride : 0);
        _inputPanelPiece = plan.Reserve(_training && trace.InputGradients && _shape.Inputs % GateBlocks.Granule != 0 ? cells * FusedWeights<T>.PanelColumns : 0);
        if (_training)
            _weightGradients.Plan(plan, trace);
    }

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _gates = workspace[_gatePiece];
        _states = workspace[_statePiece];
        _stateGradients = workspace[_gradientPiece];
        _outputGradients = workspace[_outputGradientPiece];
        _inputPanel = workspace[_inputPanelPiece];
        if (_training)
            _weightGradients.Bind(workspace);
    }

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        Begin(input);
        (_steps, _batch, _input, _backward) = (input.Steps, input.Batch, input, false);
        BlockStride = (nint)_blocks.BlockStride<T>(GateSteps, _batch);
        _packed.Prepare(PassWeights, PassVersion, backward: _training, team);
        for (var s = 0; s < Layout.States; s++)
        {
            for (var row = 0; row < _batch; row++)
                CopyInitialState(s, row, StateAt(0, s)[row]);
        }
        team.Run(this);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        BeginBackward();
        (_inputGradients, _backward) = (inputGradients, true);
        _packed.Prepare(PassWeights, PassVersion, backward: true, team);
        for (var s = 0; s < Layout.States; s++)
        {
            for (var row = 0; row < _batch; row++)
                CopyFinalStateGradient(s, row, new(GradientRow(_steps, row) + s * GradientStride, H));
        }
        team.Run(this);
        _weightGradients.Run(new(_gates, BlockStride, _states, _stride, _steps * _batch), input, Folded, team);
        EndBackward();
    }

    // What one thread does of a walk: some rows and all units, with nobody to wait for; or all rows and some units, meeting the others at every step.
    readonly record struct Share(int FirstRow, int Rows, int FirstBlock, int LastBlock, TeamBarrier? Barrier)
    {
        public int LastRow => FirstRow + Rows;
    }

    // Units are shared out in groups that are whole blocks and whole panels.
    const int GroupUnits = FusedWeights<T>.PanelColumns;

    // Few rows cannot keep several threads busy, and each would read all weights for itself: sharing units halves the reading.
    // Below some size of the weights a step is over before two threads have met.
    const int FewRowsForEach = 8;
    const int LeastWeightsToShare = 128 * 1024;

    bool SharesUnits(int parts) =>
        parts > 1 && _batch < FewRowsForEach * parts && H > GroupUnits && (long)H * H * Layout.GatesFromState >= LeastWeightsToShare;

    void ITeamJob.Execute(int part, int parts)
    {
        var share = ShareOf(part, parts);
        try
        {
            if (_backward)
                BackwardShare(share);
            else
                ForwardShare(share);
        }
        catch
        {
            share.Barrier?.Break();
            throw;
        }
    }

    Share ShareOf(int part, int parts)
    {
        if (!SharesUnits(parts))
        {
            var (firstRow, lastRow) = (Cut(_batch, part, parts), Cut(_batch, part + 1, parts));
            return new Share(firstRow, lastRow - firstRow, 0, _blocks.Count, null);
        }
        var groups = (H + GroupUnits - 1) / GroupUnits;
        var blocks = GroupUnits / _blocks.BlockUnits;
        return new Share(0, _batch, Cut(groups, part, parts) * blocks, Math.Min(_blocks.Count, Cut(groups, part + 1, parts) * blocks), _barrier);
    }

    static int Cut(int count, int part, int parts) => (int)((long)count * part / parts);

    void ForwardShare(in Share share)
    {
        if (share.Rows == 0)
            return;
        if (InputAhead(share.Rows))
        {
            for (var block = share.FirstBlock; block < share.LastBlock; block++)
                AddInputAhead(block, share);
        }
        for (var t = 0; Folded && share is { FirstBlock: 0, LastBlock: > 0 } && t < _steps; t++)
            CopyInput(t, share.FirstRow, share.Rows);
        share.Barrier?.Meet();
        for (var t = 0; t < _steps; t++)
        {
            for (var block = share.FirstBlock; block < share.LastBlock; block++)
                ForwardBlock(block, t, share.FirstRow, share.Rows);
            share.Barrier?.Meet();
        }
    }

    // With few rows the weights of a wide input are read more often than used, and large weights push each other out of the last cache:
    // then all steps go through them together, ahead of the walk. Otherwise step by step, while the gates are near. The sums, and the bits, are the same.
    const int ManyRows = 16;
    const long LargeWeights = 4L * 1024 * 1024;

    bool InputAhead(int rows) =>
        _training && WideInput && (rows < ManyRows || (long)(H + _shape.Inputs) * Layout.Gates * H > LargeWeights);

    bool WideInput => !Folded && !_input.IsSymbols;

    void CopyInput(int t, int first, int rows)
    {
        for (var row = first; row < first + rows; row++)
            new Span<T>(_input.Dense.Row(t, row), _shape.Inputs).CopyTo(new(StateRow(t, row) + H, _shape.Inputs));
    }

    // All steps as the rows of one product, or of one for each row of the batch: so a tile has rows enough to use what it reads.
    void AddInputAhead(int block, in Share share)
    {
        if (share.Rows == _batch)
            AddInput(block, 0, 0, _steps * _batch, 1);
        for (var row = share.FirstRow; share.Rows < _batch && row < share.LastRow; row++)
            AddInput(block, 0, row, _steps, _batch);
    }

    // A wide dense input: bias and W x into the gates that it feeds, the bias alone into the others. Rows may lie some apart.
    void AddInput(int block, int t, int first, int rows, int apart)
    {
        var shift = _blocks.Shift(block);
        var bias = _packed.Bias(block) + shift;
        var x = new TileLeft<T>(_input.Dense.Row(t, first), (nint)apart * _input.Dense.Stride, 1, _shape.Inputs, 0);
        var gates = Gates(block, t, first) + shift;
        GemmPanel<L, T>.Multiply(x, rows, _packed.Input(block), _blocks.RowWidth, _blocks.PanelWidth(block, Layout.GatesFromInput), _shape.Inputs,
            bias, 0, gates, (nint)apart * _blocks.RowWidth);
        var fed = Layout.GatesFromInput * _blocks.Units(block);
        var others = Layout.RecurrentGates * _blocks.Units(block);
        for (var row = 0; others > 0 && row < rows; row++)
            new Span<T>(bias + fed, others).CopyTo(new(gates + (nint)row * apart * _blocks.RowWidth + fed, others));
    }

    // A symbol: its row of W and the bias, gathered.
    void GatherInput(int block, int t, int first, int rows)
    {
        var (units, shift) = (_blocks.Units(block), _blocks.Shift(block));
        var bias = _packed.Bias(block) + shift;
        var fed = Layout.GatesFromInput * units;
        for (var row = first; row < first + rows; row++)
        {
            var symbol = *_input.Symbols.Row(t, row);
            var gates = Gates(block, t, row) + shift;
            AddRows(_packed.Input(block) + (nint)symbol * _blocks.RowWidth, bias, gates, fed);
            new Span<T>(bias + fed, Layout.RecurrentGates * units).CopyTo(new(gates + fed, Layout.RecurrentGates * units));
        }
    }

    static void AddRows(T* left, T* right, T* sum, int count)
    {
        var i = 0;
        for (; i + L.Count <= count; i += L.Count)
            L.Store(L.Load(ref left[i]) + L.Load(ref right[i]), ref sum[i]);
        for (; i < count; i++)
            sum[i] = left[i] + right[i];
    }

    void ForwardBlock(int block, int t, int first, int rows)
    {
        if (_input.IsSymbols)
            GatherInput(block, t, first, rows);
        else if (WideInput && !InputAhead(rows))
            AddInput(block, t, first, rows, 1);
        var units = _blocks.Units(block);
        var gates = Gates(block, t, first);
        var target = gates + _blocks.StateGatesStart;
        var start = Folded ? _packed.Bias(block) : target;
        var startStride = Folded ? 0 : _blocks.RowWidth;
        var depth = Folded ? H + _shape.Inputs : H;
        GemmPanel<L, T>.Multiply(new TileLeft<T>(StateRow(t, first), _stride, 1, depth, 0), rows, _packed.State(block), _blocks.RowWidth,
            _blocks.PanelWidth(block, Layout.GatesFromState), depth, start, startStride, target, _blocks.RowWidth);
        var unit = block * _blocks.BlockUnits;
        gates += _blocks.Shift(block);
        for (var row = first; row < first + rows; row++)
        {
            UnitSweep<TCell, L, T>.Forward(new SweepRow<T>(gates, units, StateRow(t, row) + unit, StateRow(t + 1, row) + unit, StateStride));
            gates += _blocks.RowWidth;
        }
    }
}
