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
/// Walks a cell through time in the plainest way: one unit, one row, one step after another, straight from the parameters.
/// It is the reference that the fast walk is held against, and never goes away.
/// </summary>
sealed unsafe class PlainUnroller<TCell, T> : RecurrentTrace<T>
    where TCell : struct, ICellMath
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentSetup<T> _setup;
    readonly RecurrentShape _shape;
    Reservation _gatePiece, _statePiece, _gradientPiece, _outputGradientPiece;
    T* _gates;            // [T, B, G * H]: pre-activation, then kept value, then gradient
    T* _states;           // [S, T + 1, B, H]
    T* _stateGradients;   // [2, S, B, H]: after and before the step at hand
    T* _outputGradients;  // [T, B, H]
    int _steps, _batch;
    bool _training;

    public PlainUnroller(RecurrentSetup<T> setup)
        : base(setup) => (_setup, _shape) = (setup, setup.Shape);

    int G => _shape.Layout.Gates;

    int S => _shape.Layout.States;

    int H => _shape.Hidden;

    public override void Plan(MemoryPlan plan, TraceShape trace)
    {
        base.Plan(plan, trace);
        _training = trace.Mode == TraceMode.Training;
        var cells = (long)trace.Steps * trace.Batch * H;
        _gatePiece = plan.Reserve(cells * G);
        _statePiece = plan.Reserve((cells + (long)trace.Batch * H) * S);
        _gradientPiece = plan.Reserve(2L * S * trace.Batch * H);
        _outputGradientPiece = plan.Reserve(_training ? cells : 0);
    }

    public override void Bind(Workspace<T> workspace)
    {
        base.Bind(workspace);
        _gates = workspace[_gatePiece];
        _states = workspace[_statePiece];
        _stateGradients = workspace[_gradientPiece];
        _outputGradients = workspace[_outputGradientPiece];
    }

    public override Sequence<T> Outputs => new(States(1, 0), _steps, _batch, H, H);

    public override Sequence<T> OutputGradients => !_training ? default : new(_outputGradients, _steps, _batch, H, H);

    public override Matrix<T> StateAt(int step, int state) => new(States(step, state), _batch, H, H);

    private protected override Matrix<T> FirstStateGradient(int state) => StateGradient(0, state);

    Matrix<T> StateGradient(int side, int state) => new(_stateGradients + (side * S + state) * _batch * H, _batch, H, H);

    T* States(int step, int state) => _states + (state * (_steps + 1L) + step) * _batch * H;

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        Start(input);
        for (var t = 0; t < _steps; t++)
        {
            for (var row = 0; row < _batch; row++)
            {
                var gates = _gates + ((long)t * _batch + row) * G * H;
                AddPreactivations(PassWeights, input, t, row, gates);
                for (var j = 0; j < H; j++)
                    TCell.Forward<Scalar<T>, T>(new(ref gates[j], ref gates[j], H, ref States(t, 0)[row * H + j], ref States(t + 1, 0)[row * H + j], StateStride));
            }
        }
    }

    nint StateStride => (nint)(_steps + 1L) * _batch * H;

    void Start(LayerInput<T> input)
    {
        Begin(input);
        (_steps, _batch) = (input.Steps, input.Batch);
        for (var s = 0; s < S; s++)
        {
            for (var row = 0; row < _batch; row++)
                CopyInitialState(s, row, StateAt(0, s)[row]);
        }
    }

    void AddPreactivations(RecurrentWeights<T> w, LayerInput<T> input, int t, int row, T* gates)
    {
        for (var column = 0; column < G * H; column++)
            gates[column] = w.HasBias ? w.Bias.Data[column] : T.Zero;
        if (input.IsSymbols)
            AddRow(T.One, w.Input[*input.Symbols.Row(t, row)], gates);
        for (var i = 0; !input.IsSymbols && i < _shape.Inputs; i++)
            AddRow(input.Dense.Row(t, row)[i], w.Input[i], gates);
        for (var i = 0; i < H; i++)
            AddRow(States(t, 0)[row * H + i], w.Recurrent[i], gates + _shape.Layout.InputGates * H);
    }

    static void AddRow(T factor, Span<T> row, T* sums)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] = T.FusedMultiplyAdd(factor, row[j], sums[j]);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        BeginBackward();
        var gradients = _setup.Gradients();
        gradients.Input.Clear();
        gradients.Recurrent.Clear();
        if (gradients.HasBias)
            gradients.Bias.Clear();
        for (var s = 0; s < S; s++)
        {
            for (var row = 0; row < _batch; row++)
                CopyFinalStateGradient(s, row, StateGradient(_steps & 1, s)[row]);
        }
        for (var t = _steps - 1; t >= 0; t--)
        {
            for (var row = 0; row < _batch; row++)
                BackwardRow(PassWeights, gradients, input, inputGradients, t, row);
        }
        EndBackward();
    }

    void BackwardRow(RecurrentWeights<T> w, RecurrentWeights<T> gradients, LayerInput<T> input, Sequence<T> inputGradients, int t, int row)
    {
        var gates = _gates + ((long)t * _batch + row) * G * H;
        var later = StateGradient((t + 1) & 1, 0).Data + row * H;
        var earlier = StateGradient(t & 1, 0).Data + row * H;
        for (var s = 0; s < S; s++)
            new Span<T>(earlier + s * _batch * H, H).Clear();
        for (var j = 0; j < H; j++)
        {
            TCell.Backward<Scalar<T>, T>(new(ref gates[j], ref gates[j], H, ref States(t, 0)[row * H + j], StateStride,
                ref later[j], ref OutputGradients.Row(t, row)[j], ref earlier[j], _batch * H));
        }
        for (var i = 0; i < H; i++)
        {
            AddOuter(States(t, 0)[row * H + i], gates + _shape.Layout.InputGates * H, gradients.Recurrent[i]);
            earlier[i] += Dot(w.Recurrent[i], gates + _shape.Layout.InputGates * H);
        }
        if (input.IsSymbols)
            AddOuter(T.One, gates, gradients.Input[*input.Symbols.Row(t, row)]);
        for (var i = 0; !input.IsSymbols && i < _shape.Inputs; i++)
        {
            AddOuter(input.Dense.Row(t, row)[i], gates, gradients.Input[i]);
            if (!inputGradients.IsEmpty)
                inputGradients.Row(t, row)[i] = Dot(w.Input[i], gates);
        }
        if (gradients.HasBias)
            AddOuter(T.One, gates, gradients.Bias[0]);
    }

    static void AddOuter(T factor, T* gates, Span<T> sums)
    {
        for (var j = 0; j < sums.Length; j++)
            sums[j] = T.FusedMultiplyAdd(factor, gates[j], sums[j]);
    }

    static T Dot(Span<T> row, T* gates)
    {
        var sum = T.Zero;
        for (var j = 0; j < row.Length; j++)
            sum = T.FusedMultiplyAdd(row[j], gates[j], sum);
        return sum;
    }
}
