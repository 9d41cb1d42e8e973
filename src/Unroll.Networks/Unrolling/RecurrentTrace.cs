using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>State vectors handed to a walk: the initial states, or the gradients that reach the final states. Nothing set means zeros.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class StateVectors<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Matrix<T>[] _states;

    internal StateVectors(int states) => _states = new Matrix<T>[states];

    /// <summary>Sets state <paramref name="state"/>: <c>[batch, hidden]</c>, memory the caller keeps in place until the pass has run.</summary>
    public void Set(int state, Matrix<T> values) => _states[state] = values;

    /// <summary>Back to zeros.</summary>
    public void Reset() => Array.Clear(_states);

    internal unsafe void CopyTo(int state, Matrix<T> destination)
    {
        var source = _states[state];
        if (source.Data == null)
        {
            destination.Clear();
            return;
        }
        if (source.Rows < destination.Rows || source.Columns != destination.Columns)
            throw new ArgumentException($"State {state} has shape [{source.Rows}, {source.Columns}], expected [{destination.Rows}, {destination.Columns}].");
        for (var row = 0; row < destination.Rows; row++)
            source[row].CopyTo(destination[row]);
    }
}

/// <summary>A recurrent layer's trace: what every walk through time offers.</summary>
/// <typeparam name="T">The number.</typeparam>
public abstract class RecurrentTrace<T> : LayerTrace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected RecurrentTrace(RecurrentShape shape)
    {
        InitialState = new StateVectors<T>(shape.Layout.States);
        FinalStateGradient = new StateVectors<T>(shape.Layout.States);
    }

    /// <summary>The states that the next forward pass starts from. State 0 is h; the LSTM's state 1 is c.</summary>
    public StateVectors<T> InitialState { get; }

    /// <summary>Gradient of the loss with respect to the final states, read by the next backward pass.</summary>
    public StateVectors<T> FinalStateGradient { get; }

    /// <summary>A state after <paramref name="step"/> steps of the last forward pass, <c>[batch, hidden]</c>: 0 is the initial state.</summary>
    public abstract Matrix<T> StateAt(int step, int state);

    /// <summary>Gradient of the loss with respect to an initial state, after the backward pass, <c>[batch, hidden]</c>; empty on a trace for inference.</summary>
    public abstract Matrix<T> InitialStateGradient(int state);

    /// <summary>Reserves the walk's memory.</summary>
    public abstract void Plan(MemoryPlan plan, TraceShape trace);
}
