using System;
using System.Diagnostics;
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
/// No sum is ever split, so the bits are the same at any number of threads. Padded rows are not walked: see <see cref="Sequences.SequencePacking"/>.
/// Legend: T steps, B rows, I inputs, H units, P outputs, S states, N places (T · B without padding); z = [what is fed back | x] where the input is folded in, else what is fed back.
/// What is fed back is h itself, in the same memory, unless something is done to it on the way (<see cref="_apart"/>).
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
    readonly bool _projects, _normalizes;
    TeamBarrier? _barrier;

    Reservation _gatePiece, _statePiece, _feedPiece, _latePiece, _outputPiece, _gradientPiece, _feedGradientPiece, _outputGradientPiece, _inputPanelPiece, _unitSumPiece, _leftPiece;
    T* _gates;            // [block][N or B][RowWidth]: pre-activation, then kept value, then gradient, in the same memory
    T* _states;           // [S][slots][stride]: state 0 is z where nothing is done to it, and slot t then holds h(t-1) and x(t)
    T* _feeds;            // [N][stride]: z where it lies apart
    T* _lateFeeds;        // [N][stride]: what late gates read
    T* _outputs;          // [N][stride]: projected outputs
    T* _stateGradients;   // [2][S][B][stride]: after and before the step at hand
    T* _feedGradients;    // [B][stride]: of z, before it is brought to h
    T* _outputGradients;  // [N][P rounded up]
    T* _inputPanel;       // [N][64]: the last panel of the input's gradient, where it is not full
    T* _unitSums;         // [B][weights][UnitStride]: gradients of single units' weights, a sum for each row
    T* _left;             // [B][stride]: between the two halves of the way back
    bool _training, _keepsGates, _apart;
    bool _fromZero;       // the first step is fed zeros: products with them are left out

    int _steps, _batch;   // walked steps; the caller's rows, empty ones included
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
        _projects = setup.Options.Projection > 0;
        _normalizes = setup.Options.LayerNormalization;
        _stride = GateBlocks.RowStride<T>(GateBlocks.RoundUp(Math.Max(H, P) + (packed.CanFold ? _shape.Inputs : 0)));
        _weightGradients = new FusedGradients<L, T>(_shape, setup.Gradients);
    }

    int H => _shape.Hidden;

    int P => _shape.Outputs;

    CellLayout Layout => _shape.Layout;

    bool Folded => _packed.CanFold && !_input.IsSymbols;

    // Set on each forward pass; see GateBlocks.BlockStride.
    nint BlockStride { get; set; }

    nint StateStride => (nint)Packing.SlotAt(_steps + 1) * _stride;

    int GradientStride => _batch * _stride;

    int PlaceOf(int t, int row) => Packing.PlaceAt(t) + row;

    T* Gates(int block, int place) => _gates + block * BlockStride + (nint)place * _blocks.RowWidth;

    // In use only one step's gates are there.
    T* Gates(int block, int t, int row) => Gates(block, _keepsGates ? PlaceOf(t, row) : row);

    T* StateRow(int slot, int row) => _states + ((nint)Packing.SlotAt(slot) + row) * _stride;

    T* FeedRow(int t, int row) => _apart ? _feeds + (nint)PlaceOf(t, row) * _stride : StateRow(t, row);

    T* LateFeedRow(int t, int row) => _lateFeeds + (nint)PlaceOf(t, row) * _stride;

    T* GradientRow(int t, int row) => _stateGradients + (nint)(t & 1) * Layout.States * GradientStride + (nint)row * _stride;

    // Where the products on the way back put the gradient of z.
    T* FeedGradientRow(int t, int row) => FeedsGradientApart ? _feedGradients + (nint)row * _stride : GradientRow(t, row);

    bool FeedsGradientApart => _projects || WalkNoise.DropsFeedback;

    internal override bool TakesWalkRows => !_projects;

    T* OutputGradientRow(int t, int row) => GradientRows.IsSet ? GradientRows.At(Packing, t, row) : _outputGradients + (nint)PlaceOf(t, row) * OutputGradientStride;

    int OutputGradientStride => GateBlocks.RoundUp(P);

    public override Sequence<T> Outputs => Rows(_projects ? _outputs : StateRow(1, 0), P, _stride);

    public override Sequence<T> OutputGradients => !_training ? default : Rows(_outputGradients, P, OutputGradientStride);

    Sequence<T> Rows(T* data, int width, int stride) =>
        Packing.IsFull ? new(data, _steps, _batch, width, stride) : new(data, 1, Packing.Places, width, stride);

    public override Matrix<T> StateAt(int step, int state)
    {
        var rows = Packing.SlotRows(step);
        if (state > 0 || !_projects)
            return new(StateRow(step, 0) + state * StateStride, rows, H, _stride);
        return step == 0 ? new(FeedRow(0, 0), rows, P, _stride) : new(_outputs + (nint)PlaceOf(step - 1, 0) * _stride, rows, P, _stride);
    }

    private protected override Matrix<T> FirstStateGradient(int state) => state == 0 && _projects
        ? new(_feedGradients, Packing.Rows, P, _stride)
        : new(GradientRow(0, 0) + state * GradientStride, Packing.Rows, H, _stride);

    public override void Plan(MemoryPlan plan, TraceShape trace)
    {
        base.Plan(plan, trace);
        (_training, _keepsGates) = (trace.Mode == TraceMode.Training, trace.Mode != TraceMode.Inference);
        _barrier = trace.Threads > 1 ? new TeamBarrier(trace.Threads) : null;
        var places = (long)trace.Steps * trace.Batch;
        var apart = trace.Masks || FeedsGradientApart;
        _gatePiece = plan.Reserve(_blocks.MostNumbers<T>(_keepsGates ? places : trace.Batch));
        _statePiece = plan.Reserve((places + trace.Batch) * _stride * Layout.States);
        _feedPiece = plan.Reserve(apart ? places * _stride : 0);
        _latePiece = plan.Reserve(Layout.LateGates > 0 ? places * _stride : 0);
        _outputPiece = plan.Reserve(_projects ? places * _stride : 0);
        _gradientPiece = plan.Reserve(_training ? 2L * Layout.States * trace.Batch * _stride : 0);
        _feedGradientPiece = plan.Reserve(_training && (FeedsGradientApart || Layout.LateGates > 0) ? 2L * trace.Batch * _stride : 0);
        _outputGradientPiece = plan.Reserve(_training ? places * OutputGradientStride : 0);
        _inputPanelPiece = plan.Reserve(_training && trace.InputGradients && _shape.Inputs % GateBlocks.Granule != 0 ? places * FusedWeights<T>.PanelColumns : 0);
        _unitSumPiece = plan.Reserve(_training ? (long)Layout.UnitWeights * trace.Batch * _packed.UnitStride : 0);
        _leftPiece = plan.Reserve(_training && Layout.LateGates > 0 ? (long)trace.Batch * _stride : 0);
        PlanZoneout(plan, trace);
        if (_normalizes)
            PlanNormalization(plan, trace);
        if (_projects && _training)
            PlanProjection(plan, trace);
        if (_training)
            _weightGradients.Plan(plan, trace);
    }

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _gates = workspace[_gatePiece];
        _states = workspace[_statePiece];
        _feeds = workspace[_feedPiece];
        _lateFeeds = workspace[_latePiece];
        _outputs = workspace[_outputPiece];
        _stateGradients = workspace[_gradientPiece];
        _feedGradients = workspace[_feedGradientPiece];
        _outputGradients = workspace[_outputGradientPiece];
        _inputPanel = workspace[_inputPanelPiece];
        _unitSums = workspace[_unitSumPiece];
        _left = workspace[_leftPiece];
        BindZoneout(workspace);
        if (_normalizes)
            BindNormalization(workspace);
        if (_projects && _training)
            BindProjection(workspace);
        if (_training)
            _weightGradients.Bind(workspace);
    }

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        Begin(input);
        (_steps, _batch, _input, _backward) = (Packing.Steps, Packing.Batch, input, false);
        _apart = FeedsGradientApart || !Packing.IsFull;
        _fromZero = StartsFromZero;
        BlockStride = (nint)(_keepsGates ? _blocks.BlockStride<T>(Packing.Places, Packing.Rows) : _blocks.BlockStride<T>(Packing.Rows, Packing.Rows));
        _packed.Prepare(PassWeights, PassVersion, backward: _training, team);
        if (_normalizes)
            FindGain();
        team.Run(this);
    }

    void StartRow(int row)
    {
        for (var state = _projects ? 1 : 0; state < Layout.States; state++)
            CopyInitialState(state, row, new(StateRow(0, row) + state * StateStride, H));
        if (_projects)
            CopyInitialState(0, row, new(FeedRow(0, row), P));
        else
            FeedBack(0, row, 0, H);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        BeginBackward();
        (_inputGradients, _backward) = (inputGradients, true);
        _packed.Prepare(PassWeights, PassVersion, backward: true, team);
        team.Run(this);
        if (_projects)
            SumProjection();
        _weightGradients.Run(new(_gates, BlockStride, _apart ? _feeds : _states, _lateFeeds, _stride, Packing.Places, _fromZero ? Packing.Rows : 0), input, Folded, team);
        SumUnits();
        if (_normalizes)
            SumNormalization();
        EndBackward();
    }

    // What one thread does of a walk: some rows and all units, with nobody to wait for; or all rows and some units, meeting the others at every step.
    readonly record struct Share(int FirstRow, int LastRow, int FirstBlock, int LastBlock, TeamBarrier? Barrier);

    // Units are shared out in groups that are whole blocks and whole panels.
    const int GroupUnits = FusedWeights<T>.PanelColumns;

    // Few rows cannot keep several threads busy, and each would read all weights for itself: sharing units halves the reading.
    // Below some size of the weights a step is over before two threads have met.
    const int FewRowsForEach = 8;
    const int LeastWeightsToShare = 128 * 1024;
    // Weights that fill much of the last cache are better read once a step, by more rows.
    const int RowsForEachOfLargeWeights = 32;
    const int LargeWeightsToShare = 2 * 1024 * 1024;

    bool SharesUnits(int parts)
    {
        var weights = (long)H * P * Layout.GatesFromState;
        var least = weights >= LargeWeightsToShare ? RowsForEachOfLargeWeights : FewRowsForEach;
        return parts > 1 && Packing.Rows < least * parts && H > GroupUnits && weights >= LeastWeightsToShare && Layout.LateGates == 0 && !_projects && !_normalizes;
    }

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
            return new Share(RowCut(part, parts), RowCut(part + 1, parts), 0, _blocks.Count, null);
        var groups = (H + GroupUnits - 1) / GroupUnits;
        var blocks = GroupUnits / _blocks.BlockUnits;
        return new Share(0, Packing.Rows, Cut(groups, part, parts) * blocks, Math.Min(_blocks.Count, Cut(groups, part + 1, parts) * blocks), _barrier);
    }

    static int Cut(int count, int part, int parts) => (int)((long)count * part / parts);

    // Rows are shared out by their steps: the first ones are the longest.
    int RowCut(int part, int parts)
    {
        if (Packing.IsFull || part == parts)
            return Cut(Packing.Rows, part, parts);
        var row = 0;
        for (long steps = 0, wanted = (long)Packing.Places * part / parts; steps < wanted; row++)
            steps += Packing.LengthOf(row);
        return row;
    }

    // Rows of a share that are still going on at a step.
    int RowsAt(in Share share, int t) => Math.Clamp(Packing.RowsAt(t) - share.FirstRow, 0, share.LastRow - share.FirstRow);

    bool OwnsAllRows(in Share share) => share.FirstRow == 0 && share.LastRow == Packing.Rows;

    // Constants to the compiler: cells without these take no time for them.
    static bool HasExtras => TCell.Layout.UnitWeights > 0 || TCell.Layout.LateGates > 0;

    // The first of some rows of a block.
    SweepRow<T> SweepOf(int block, int t, int row)
    {
        var unit = block * _blocks.BlockUnits;
        var extras = HasExtras ? ExtrasOf(t, row, unit) : new SweepExtras<T>(null, null, 0, null, null, _setup.Settings);
        return new SweepRow<T>(Gates(block, t, row) + _blocks.Shift(block), _blocks.Units(block), StateRow(t, row) + unit, StateRow(t + 1, row) + unit, StateStride, extras);
    }

    void Advance(ref SweepRow<T> sweep)
    {
        sweep.Advance(_blocks.RowWidth, _stride);
        if (HasExtras)
            sweep.Extras.Advance((nint)Layout.UnitWeights * _packed.UnitStride, _stride);
    }

    SweepExtras<T> ExtrasOf(int t, int row, int unit)
    {
        var feed = TCell.Layout.LateGates == 0 ? null : (_backward ? LateGradientRow(row) : LateFeedRow(t, row)) + unit;
        return new(_packed.Unit + unit, _unitSums + (nint)row * Layout.UnitWeights * _packed.UnitStride + unit, _packed.UnitStride, feed, _left + (nint)row * _stride + unit, _setup.Settings);
    }

    // Behind the gradients of z: two-stage cells need both.
    T* LateGradientRow(int row) => _feedGradients + GradientStride + (nint)row * _stride;
}
