using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// Keeps what a walk back otherwise writes over: the gradient of the loss with respect to the states before every step, <c>[S][N][W]</c> by the places of the steps.
/// Made by who asks for it; a walk that nobody asked pays one look at a null each step.
/// </summary>
sealed unsafe class StateGradientRecord<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Workspace<T> _memory;
    readonly Reservation _piece;
    readonly int _width;
    readonly long _stateNumbers;

    /// <param name="packing">How the rows of the pass lie.</param>
    /// <param name="states">States of the cell.</param>
    /// <param name="width">Numbers of the widest state.</param>
    public StateGradientRecord(SequencePacking packing, int states, int width)
    {
        _width = width;
        _stateNumbers = (long)packing.Places * width;
        var plan = new MemoryPlan();
        _piece = plan.Reserve(states * _stateNumbers);
        _memory = new Workspace<T>(plan);
    }

    T* At(int state, int place) => _memory[_piece] + state * _stateNumbers + (long)place * _width;

    /// <summary>Takes some neighbouring units' gradients. Threads take different rows or units.</summary>
    public void Take(int state, int place, int first, ReadOnlySpan<T> gradients) => gradients.CopyTo(new(At(state, place) + first, gradients.Length));

    /// <summary>The gradient with respect to a state before the step of a place.</summary>
    public ReadOnlySpan<T> Before(int state, int place, int width) => new(At(state, place), width);
}
