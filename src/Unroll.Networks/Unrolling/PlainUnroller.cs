using System;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// Walks a cell through time in the plainest way: one unit, one row, one step after another, straight from the parameters and the definitions.
/// It is the reference that the fast walk is held against, and never goes away.
/// </summary>
/// <remarks>
/// P places (<see cref="Sequences.SequencePacking"/>), G gates, H units, O outputs (H, or the width of the projection), S states, W = max(H, O).
/// A row's numbers of a step lie at its place; the states after each step in slots, those before the first step in the first ones.
/// </remarks>
sealed unsafe partial class PlainUnroller<TCell, T> : RecurrentTrace<T>
    where TCell : struct, ICellMath
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentSetup<T> _setup;
    readonly RecurrentShape _shape;
    Reservation _gatePiece, _statePiece, _outputGradientPiece, _feedPiece, _unprojectedPiece, _normalPiece, _gradientPiece, _unitPiece, _sumPiece, _stepPiece;
    T* _gates;            // [P, G · H]: pre-activation, then kept value, then gradient
    T* _states;           // [S, slots, W]
    T* _outputGradients;  // [P, O]
    T* _feeds;            // [P, H]: what the late gates of a staged cell read; a stretch of no length for the others
    T* _unprojected;      // [P, H]: the cell's output before its projection; likewise
    T* _normal;           // [P, G · (H + 1)]: normalised pre-activations, then 1 / deviation of each gate; likewise
    T* _stateGradients;   // [S, B, W]: after the step at hand, then before it
    T* _unit;             // [weights of single units, H], with zeros for those that are not there
    T* _rowSums;          // [B, (weights of single units + 2 G) · H]: each row's gradients of the former, of the gain and of the bias
    T* _step;             // of the row and step at hand, see Scratch
    bool _training;
    int _mostRows;
    long _slots;

    public PlainUnroller(RecurrentSetup<T> setup)
        : base(setup) => (_setup, _shape) = (setup, setup.Shape);

    int G => _shape.Layout.Gates;

    int S => _shape.Layout.States;

    int H => _shape.Hidden;

    int O => _shape.Outputs;

    int W => Math.Max(H, O);

    bool IsStaged => _shape.Layout.LateGates > 0;

    bool Projects => _setup.Options.Projection > 0;

    bool Normalizes => _setup.Options.LayerNormalization;

    public override void Plan(MemoryPlan plan, TraceShape trace)
    {
        base.Plan(plan, trace);
        _training = trace.Mode == TraceMode.Training;
        _mostRows = trace.Batch;
        var places = (long)trace.Steps * trace.Batch;
        _slots = places + trace.Batch;
        _gatePiece = plan.Reserve(places * G * H);
        _statePiece = plan.Reserve(S * _slots * W);
        _outputGradientPiece = plan.Reserve(_training ? places * O : 0);
        _feedPiece = plan.Reserve(IsStaged ? places * H : 0);
        _unprojectedPiece = plan.Reserve(Projects ? places * H : 0);
        _normalPiece = plan.Reserve(Normalizes ? places * G * (H + 1) : 0);
        _gradientPiece = plan.Reserve(_training ? (long)S * trace.Batch * W : 0);
        _unitPiece = plan.Reserve((long)_shape.Layout.UnitWeights * H);
        _sumPiece = plan.Reserve(_training ? (long)trace.Batch * SumWidth : 0);
        _stepPiece = plan.Reserve((long)Scratch.Vectors(S) * W);
    }

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _gates = workspace[_gatePiece];
        _states = workspace[_statePiece];
        _outputGradients = workspace[_outputGradientPiece];
        _feeds = workspace[_feedPiece];
        _unprojected = workspace[_unprojectedPiece];
        _normal = workspace[_normalPiece];
        _stateGradients = workspace[_gradientPiece];
        _unit = workspace[_unitPiece];
        _rowSums = workspace[_sumPiece];
        _step = workspace[_stepPiece];
    }

    // Vectors of one row and step: the states as the equations know them, all of H numbers, side by side.
    readonly ref struct Scratch(T* start, int states, int width)
    {
        public static int Vectors(int states) => 4 * states + 4;

        public readonly T* Previous = start;
        public readonly T* Next = start + states * width;
        public readonly T* NextGradients = start + 2 * states * width;
        public readonly T* PreviousGradients = start + 3 * states * width;
        public readonly T* FedBack = start + 4 * states * width;              // [O]: what the recurrent weights read
        public readonly T* FedGradients = start + (4 * states + 1) * width;   // [W]: gradients of that, or of the feed
        public readonly T* Left = start + (4 * states + 2) * width;
        public readonly T* Zeros = start + (4 * states + 3) * width;
    }

    Scratch Step => new(_step, S, W);

    public override Sequence<T> Outputs => ByPlace(Packing is null ? _states : State(1, 0, 0));

    public override Sequence<T> OutputGradients => _training ? ByPlace(_outputGradients) : default;

    // Nothing has run: no steps. Nothing is padded: steps of rows. Else one row for each place.
    Sequence<T> ByPlace(T* data) => Packing is null ? new(data, 0, 0, O, O)
        : Packing.IsFull ? new(data, Packing.Steps, Packing.Batch, O, O)
        : new(data, 1, Packing.Places, O, O);

    public override Matrix<T> StateAt(int step, int state) => new(State(step, state, 0), Packing.SlotRows(step), _shape.StateWidth(state), _shape.StateWidth(state));

    T* State(int step, int state, int row) => _states + state * _slots * W + (Packing.SlotAt(step) + (long)row) * _shape.StateWidth(state);

    T* Gates(int place) => _gates + (long)place * G * H;

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        Begin(input);
        var weights = PassWeights;
        LoadUnitWeights(weights);
        for (var state = 0; state < S; state++)
        {
            for (var row = 0; row < Packing.Rows; row++)
                CopyInitialState(state, row, new(State(0, state, row), _shape.StateWidth(state)));
        }
        for (var t = 0; t < Packing.Steps; t++)
        {
            for (var row = 0; row < Packing.RowsAt(t); row++)
                WalkNoise.DrawKept(t, row, 0, H);
            for (var row = 0; row < Packing.RowsAt(t); row++)
                ForwardRow(weights, input, t, row);
        }
    }

    void LoadUnitWeights(RecurrentWeights<T> weights)
    {
        for (var weight = 0; weight < _shape.Layout.UnitWeights; weight++)
        {
            var target = new Span<T>(_unit + weight * H, H);
            if (_setup.UnitRows[weight] >= 0)
                weights.Unit[_setup.UnitRows[weight]].CopyTo(target);
            else
                target.Clear();
        }
    }

    void ForwardRow(RecurrentWeights<T> weights, LayerInput<T> input, int t, int row)
    {
        var place = Packing.PlaceAt(t) + row;
        LoadPrevious(t, row);
        AddPreactivations(weights, input, t, row);
        if (IsStaged)
            RunEarly(weights, place, row);
        for (var j = 0; j < H; j++)
            TCell.Forward<Scalar<T>, T>(ForwardUnit(place, j));
        if (Projects)
            Project(weights, place, State(t + 1, 0, row));
        for (var state = Projects ? 1 : 0; state < S; state++)
            MoveOn(state, t, row, Step.Next + state * H);
    }

    // The states before the step as the equations read them. A projected output is not among them: a cell that read it all the same would go wrong for all to see.
    void LoadPrevious(int t, int row)
    {
        for (var state = 0; state < S; state++)
        {
            var target = new Span<T>(Step.Previous + state * H, H);
            if (state == 0 && Projects)
                target.Fill(T.NaN);
            else
                new Span<T>(State(t, state, row), H).CopyTo(target);
        }
    }

    ForwardUnit<Scalar<T>, T> ForwardUnit(int place, int j) => new(
        ref Gates(place)[j], ref Gates(place)[j], H, ref Step.Previous[j], ref Step.Next[j], H, ref _unit[j], H, ref _feeds[IsStaged ? (long)place * H + j : 0], _setup.Settings);

    // p = b + W x + R h, or, normalised, gain ⊙ normal(W x + R h) + b. The late gates of a staged cell do without R h until it is known what they read.
    void AddPreactivations(RecurrentWeights<T> weights, LayerInput<T> input, int t, int row)
    {
        var place = Packing.PlaceAt(t) + row;
        var gates = Gates(place);
        for (var column = 0; column < G * H; column++)
            gates[column] = weights.HasBias && !Normalizes ? weights.Bias.Data[column] : T.Zero;
        if (input.IsSymbols)
            AddRow(T.One, weights.Input[*input.Symbols.Row(0, place)], gates);
        else
            AddProduct(input.Dense.Row(0, place), weights.Input, 0, _shape.Layout.GatesFromInput * H, gates);
        LoadFedBack(t, row);
        AddProduct(Step.FedBack, weights.Recurrent, 0, EarlyColumns, gates + _shape.Layout.InputGates * H);
        if (Normalizes)
            Normalize(weights, place);
    }

    // Columns of the recurrent weights that are multiplied by the previous output itself.
    int EarlyColumns => (_shape.Layout.GatesFromState - _shape.Layout.LateGates) * H;

    // What the recurrent weights read: the previous output, some of it dropped in training.
    void LoadFedBack(int t, int row)
    {
        new Span<T>(State(t, 0, row), O).CopyTo(new(Step.FedBack, O));
        Drop(row, Step.FedBack);
    }

    void Drop(int row, T* fedBack)
    {
        for (var j = 0; WalkNoise.DropsFeedback && j < H; j++)
            fedBack[j] *= WalkNoise.Fed(row)[j];
    }

    // The cell makes the feed of the whole previous output; on its way to the late gates it passes the same mask as the output on its way to the early ones.
    void RunEarly(RecurrentWeights<T> weights, int place, int row)
    {
        for (var j = 0; j < H; j++)
            TCell.Early<Scalar<T>, T>(ForwardUnit(place, j));
        var feed = _feeds + (long)place * H;
        Drop(row, feed);
        AddProduct(feed, weights.Recurrent, EarlyColumns, _shape.Layout.LateGates * H, Gates(place) + _shape.Layout.EarlyGates * H);
    }

    // h = m Wp
    void Project(RecurrentWeights<T> weights, int place, T* output)
    {
        var unprojected = _unprojected + (long)place * H;
        new Span<T>(Step.Next, H).CopyTo(new(unprojected, H));
        new Span<T>(output, O).Clear();
        AddProduct(unprojected, weights.Projection, 0, O, output);
    }

    // Zoneout: in training a number either stays what it was or becomes what the cell says; in use it moves on by the mean of both.
    void MoveOn(int state, int t, int row, T* next)
    {
        T* previous = State(t, state, row), after = State(t + 1, state, row);
        var share = T.CreateTruncating(WalkNoise.ShareKept(state));
        for (var j = 0; j < H; j++)
        {
            if (WalkNoise.Keeps(state))
                after[j] = WalkNoise.IsKept(state, t, row, j) ? previous[j] : next[j];
            else if (share > T.Zero)
                after[j] = share * previous[j] + (T.One - share) * next[j];
            else
                after[j] = next[j];
        }
    }

    // sums += vector · matrix[:, first..first + columns]; nothing where there is no matrix.
    static void AddProduct(T* vector, Matrix<T> matrix, int first, int columns, T* sums)
    {
        for (var i = 0; i < matrix.Rows; i++)
            AddRow(vector[i], matrix[i].Slice(first, columns), sums);
    }

    static void AddRow(T factor, Span<T> row, T* sums)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] = T.FusedMultiplyAdd(factor, row[j], sums[j]);
    }
}
