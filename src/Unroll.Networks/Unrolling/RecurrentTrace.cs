using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>State vectors handed to a walk: the initial states, or the gradients that reach the final states.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class StateVectors<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Matrix<T>[] _states;
    bool[]? _rows;

    internal StateVectors(int states) => _states = new Matrix<T>[states];

    /// <summary>Sets state <paramref name="state"/>: <c>[batch, width]</c> in the order of the caller's rows, memory the caller keeps in place until the pass has run.</summary>
    public void Set(int state, Matrix<T> values) => _states[state] = values;

    /// <summary>Back to nothing given: initial states are then the layer's own, gradients zero.</summary>
    public void Reset()
    {
        Array.Clear(_states);
        _rows = null;
    }

    /// <summary>Gives what was set to some rows only, in the order of the caller's rows; to all where null. The others are as if nothing had been given. The array stays the caller's and is read by each pass.</summary>
    internal void GiveTo(bool[]? rows) => _rows = rows;

    /// <summary>Whether a state was given, to some rows at least.</summary>
    internal unsafe bool Has(int state) => _states[state].Data != null;

    /// <summary>Whether a state was given to a row of the caller's.</summary>
    internal bool Has(int state, int row) => Has(state) && (_rows is null || _rows[row]);

    /// <summary>Whether a state was given to all rows.</summary>
    internal bool HasAll(int state) => Has(state) && _rows is null;

    /// <summary>The caller's row of a given state.</summary>
    internal Span<T> Row(int state, int row) => _states[state][row];

    /// <summary>Refuses a given state of another shape.</summary>
    internal void Require(int state, int rows, int width)
    {
        if (Has(state) && (_states[state].Rows < rows || _states[state].Columns != width))
            throw new ArgumentException($"State {state} has shape [{_states[state].Rows}, {_states[state].Columns}], expected [{rows}, {width}].");
    }
}

/// <summary>A recurrent layer's trace: what every walk through time offers.</summary>
/// <typeparam name="T">The number.</typeparam>
public abstract unsafe partial class RecurrentTrace<T> : LayerTrace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RecurrentSetup<T> _setup;
    Reservation _orderedPiece, _droppedPiece;
    T* _ordered;   // [2][S][B][H]: final states and gradients of initial states in the order of the caller's rows
    T* _dropped;   // [outputs, gates · H]: the recurrent weights of the pass at hand, some of them left out
    int _batch;
    long _pass;
    bool _training;

    private protected RecurrentTrace(RecurrentSetup<T> setup)
    {
        _setup = setup;
        InitialState = new StateVectors<T>(setup.Shape.Layout.States);
        FinalStateGradient = new StateVectors<T>(setup.Shape.Layout.States);
        WalkNoise = new WalkNoise<T>(setup.Shape, setup.Options);
    }

    /// <summary>The states that the next forward pass starts from. State 0 is h; the LSTM's state 1 is c.</summary>
    public StateVectors<T> InitialState { get; }

    /// <summary>Gradient of the loss with respect to the final states, read by the next backward pass.</summary>
    public StateVectors<T> FinalStateGradient { get; }

    /// <summary>A state after <paramref name="step"/> steps of the last forward pass: 0 is the initial state. In the order of the walk's rows, those still going on.</summary>
    public abstract Matrix<T> StateAt(int step, int state);

    /// <summary>A state of every row after its own last step in the last forward pass, <c>[batch, width]</c> in the order of the caller's rows.</summary>
    /// <exception cref="InvalidOperationException">No forward pass has run.</exception>
    public Matrix<T> FinalState(int state)
    {
        if (Packing is null)
            throw new InvalidOperationException("No forward pass has run on this trace; run Forward before asking for its final state.");
        if (Packing.IsFull)
            return StateAt(Packing.Steps, state);
        var ordered = Ordered(0, state);
        for (var row = 0; row < Packing.Batch; row++)
        {
            var target = ordered[Packing.RowOf(row)];
            if (row < Packing.Rows)
                StateAt(Packing.LengthOf(row), state)[row].CopyTo(target);
            else
                CopyInitialState(state, row, target);
        }
        return ordered;
    }

    /// <summary>Gradient of the loss with respect to an initial state, after the backward pass, <c>[batch, width]</c> in the order of the caller's rows; empty on a trace for inference.</summary>
    /// <exception cref="InvalidOperationException">No pass has run.</exception>
    public Matrix<T> InitialStateGradient(int state)
    {
        if (!_training)
            return default;
        if (Packing is null)
            throw new InvalidOperationException("No forward pass has run on this trace; run Forward and Backward before asking for the gradient of its initial state.");
        if (Packing.IsFull)
            return FirstStateGradient(state);
        var ordered = Ordered(1, state);
        for (var row = 0; row < Packing.Batch; row++)
        {
            var target = ordered[Packing.RowOf(row)];
            if (row < Packing.Rows)
                FirstStateGradient(state)[row].CopyTo(target);
            else
                CopyFinalStateGradient(state, row, target);
        }
        return ordered;
    }

    /// <summary>Where the walk forward leaves a copy of every output while it is still near, for whoever puts walks together; nowhere by default.</summary>
    internal WalkRows<T> OutputCopies { get; set; }

    /// <summary>Where the walk back reads the gradients of the outputs; by default those of <see cref="LayerTrace{T}.OutputGradients"/>.</summary>
    internal WalkRows<T> GradientRows { get; set; }

    /// <summary>Whether the two above are heeded. Where not, outputs and their gradients have to be copied.</summary>
    internal virtual bool TakesWalkRows => false;

    /// <summary>States.</summary>
    internal int States => _setup.Shape.Layout.States;

    /// <summary>Numbers of a state of one row.</summary>
    internal int StateWidth(int state) => _setup.Shape.StateWidth(state);

    /// <summary>How the rows of the last forward pass lie.</summary>
    internal SequencePacking Packing { get; private set; } = null!;

    private protected WalkNoise<T> WalkNoise { get; }

    /// <summary>Gradient of an initial state in the order of the walk's rows, without the empty ones.</summary>
    private protected abstract Matrix<T> FirstStateGradient(int state);

    /// <summary>Reserves the walk's memory.</summary>
    public virtual void Plan(MemoryPlan plan, TraceShape trace)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(trace);
        var shape = _setup.Shape;
        _training = trace.Mode == TraceMode.Training;
        KeepsGates = trace.Mode != TraceMode.Inference;
        _batch = trace.Batch;
        WalkNoise.Plan(plan, trace);
        _orderedPiece = plan.Reserve(trace.Masks ? 2L * shape.Layout.States * trace.Batch * Width : 0);
        _droppedPiece = plan.Reserve(_training && _setup.Options.WeightDrop > 0 ? (long)shape.Outputs * shape.Layout.GatesFromState * shape.Hidden : 0);
    }

    /// <inheritdoc/>
    public override void Bind(Workspace<T> workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        WalkNoise.Bind(workspace);
        _ordered = workspace[_orderedPiece];
        _dropped = workspace[_droppedPiece];
    }

    int Width => Math.Max(_setup.Shape.Hidden, _setup.Shape.Outputs);

    Matrix<T> Ordered(int kind, int state) =>
        new(_ordered + ((nint)kind * _setup.Shape.Layout.States + state) * _batch * Width, Packing.Batch, _setup.Shape.StateWidth(state), Width);

    /// <summary>The start of every forward pass: masks are drawn, given states are looked at, weights are dropped.</summary>
    private protected void Begin(LayerInput<T> input)
    {
        Packing = input.Packing ?? throw new ArgumentException("The input has no packing; run the layer inside a network.", nameof(input));
        for (var state = 0; state < _setup.Shape.Layout.States; state++)
            InitialState.Require(state, Packing.Batch, _setup.Shape.StateWidth(state));
        (Passes, HasGates) = (Passes + 1, KeepsGates);
        if (!_training)
            return;
        WalkNoise.Begin(Noise, Packing);
        if (DropsWeights)
            WalkNoise<T>.DropWeights(_setup.Weights().Recurrent, Dropped, _setup.Options.WeightDrop, Noise);
        _pass = _setup.NextPass();
    }

    /// <summary>The start of every backward pass.</summary>
    private protected void BeginBackward()
    {
        for (var state = 0; state < _setup.Shape.Layout.States; state++)
            FinalStateGradient.Require(state, Packing.Batch, _setup.Shape.StateWidth(state));
        HasGates = false;   // gradients take their place
    }

    bool DropsWeights => _training && _setup.Options.WeightDrop > 0;

    Matrix<T> Dropped => new(_dropped, _setup.Shape.Outputs, _setup.Shape.Layout.GatesFromState * _setup.Shape.Hidden, _setup.Shape.Layout.GatesFromState * _setup.Shape.Hidden);

    /// <summary>The weights of the pass at hand.</summary>
    private protected RecurrentWeights<T> PassWeights => DropsWeights ? _setup.Weights() with { Recurrent = Dropped } : _setup.Weights();

    /// <summary>Differs between passes on different weights.</summary>
    private protected long PassVersion => DropsWeights ? -_pass : _setup.Version();

    /// <summary>The end of every backward pass: what the walk set for weights that were left out, and the gradients of learnt initial states.</summary>
    private protected void EndBackward()
    {
        var gradients = _setup.Gradients();
        if (DropsWeights)
        {
            WalkNoise<T>.DrawWeights(Dropped, _setup.Options.WeightDrop, Noise);
            WalkNoise<T>.Multiply(gradients.Recurrent, Dropped);
            // The factors have taken the place of the weights.
            WalkNoise<T>.DropWeights(_setup.Weights().Recurrent, Dropped, _setup.Options.WeightDrop, Noise);
        }
        for (var state = 0; gradients.Initial.Data != null && state < _setup.Shape.Layout.States; state++)
            SumInitialGradient(state, gradients.Initial[state][.._setup.Shape.StateWidth(state)]);
    }

    // One learnt vector serves all rows that were given no state.
    void SumInitialGradient(int state, Span<T> sum)
    {
        sum.Clear();
        if (InitialState.HasAll(state))
            return;
        for (var row = 0; row < Packing.Batch; row++)
        {
            if (InitialState.Has(state, Packing.RowOf(row)))
                continue;
            if (row >= Packing.Rows && !FinalStateGradient.Has(state))
                return;
            var part = row < Packing.Rows ? FirstStateGradient(state)[row] : FinalStateGradient.Row(state, Packing.RowOf(row));
            for (var unit = 0; unit < sum.Length; unit++)
                sum[unit] += part[unit];
        }
    }

    /// <summary>Whether the outputs that the first step is fed are zero, in every row and for good: nothing was given, nothing is learnt.</summary>
    private protected bool StartsFromZero => !InitialState.Has(0) && _setup.Weights().Initial.Data == null && _setup.DefaultState(0) == 0;

    /// <summary>The state that a row of the walk starts from.</summary>
    private protected void CopyInitialState(int state, int row, Span<T> target)
    {
        if (InitialState.Has(state, Packing.RowOf(row)))
            InitialState.Row(state, Packing.RowOf(row)).CopyTo(target);
        else
            CopyOwnState(state, target);
    }

    /// <summary>The state that a row starts from where none is given.</summary>
    internal void CopyOwnState(int state, Span<T> target)
    {
        var learnt = _setup.Weights().Initial;
        if (learnt.Data != null)
            learnt[state][..target.Length].CopyTo(target);
        else
            target.Fill(T.CreateTruncating(_setup.DefaultState(state)));
    }

    /// <summary>The gradient that reaches the final state of a row of the walk.</summary>
    private protected void CopyFinalStateGradient(int state, int row, Span<T> target) => CopyFinalStateGradient(state, row, 0, target);

    /// <summary>The same for some neighbouring units.</summary>
    private protected void CopyFinalStateGradient(int state, int row, int first, Span<T> target)
    {
        if (FinalStateGradient.Has(state))
            FinalStateGradient.Row(state, Packing.RowOf(row)).Slice(first, target.Length).CopyTo(target);
        else
            target.Clear();
    }
}
