using System;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;

namespace Unroll.Networks.Inspection;

/// <summary>
/// One walk of a recurrent layer, read where the last forward pass left it: every gate after its function and every state, by the caller's steps and rows.
/// It copies nothing by itself, so it can be read until the next pass: a forward pass writes over it, and a backward pass puts gradients in the place of gates.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class InspectedWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Padded = -1;

    readonly Trace<T> _owner;   // owns the memory
    readonly RecurrentTrace<T> _trace;
    readonly long _pass;
    readonly int[] _at;         // [caller's step · batch + row] → packed step · rows + row of the walk; -1 where there is padding

    internal InspectedWalk(Trace<T> owner, RecurrentLayer<T> layer, RecurrentTrace<T> trace, bool isReversed)
    {
        (_owner, _trace, Layer, IsReversed, _pass) = (owner, trace, layer, isReversed, trace.Passes);
        var packing = trace.Packing;
        (Steps, Batch) = (packing.PaddedSteps, packing.Batch);
        _at = new int[Steps * Batch];
        Array.Fill(_at, Padded);
        for (var step = 0; step < packing.Steps; step++)
        {
            for (var row = 0; row < packing.RowsAt(step); row++)
                _at[packing.SourceOf(isReversed ? packing.ReversedPlaceOf(step, row) : packing.PlaceAt(step) + row)] = step * packing.Rows + row;
        }
    }

    /// <summary>The layer; of two directions, the one that this is the walk of.</summary>
    public RecurrentLayer<T> Layer { get; }

    /// <summary>The layer as its walk knows it.</summary>
    internal RecurrentSetup<T> Setup => _trace.Setup;

    /// <summary>The layer's name, for example <c>layers.0</c> or <c>encoder.backward</c>.</summary>
    public string Name => Layer.Name;

    /// <summary>The cell, with the names of its gates and states.</summary>
    public CellEntry Cell => Layer.Cell;

    /// <summary>Whether each sequence is walked from its end to its start: the state before a step is then that of the step after it.</summary>
    public bool IsReversed { get; }

    /// <summary>Steps of the batch, T, padding included.</summary>
    public int Steps { get; }

    /// <summary>Rows of the batch, B.</summary>
    public int Batch { get; }

    /// <summary>Units, H: the values of a gate.</summary>
    public int Hidden => Layer.Hidden;

    /// <summary>Numbers of a state: H, or for state 0 the width of the projection.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cell has no such state.</exception>
    public int StateWidth(int state)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)state, (uint)Cell.Layout.States, nameof(state));
        return _trace.StateWidth(state);
    }

    /// <summary>Whether a step of a row belongs to its sequence; nothing was walked at the others.</summary>
    public bool Has(int step, int row) => At(step, row) != Padded;

    /// <summary>Copies a gate at a step, after its function (what the cell's equations call by the gate's name), <c>[H]</c>.</summary>
    /// <param name="gate">Number of the gate in <see cref="CellEntry.GateNames"/>.</param>
    /// <param name="step">The caller's step, 0 to T − 1, one that <see cref="Has"/> says there is.</param>
    /// <param name="row">The caller's row, 0 to B − 1.</param>
    /// <param name="target">H numbers.</param>
    /// <exception cref="ArgumentException">There is no such gate or step, or the target has another length.</exception>
    /// <exception cref="InvalidOperationException">Another pass has run since.</exception>
    public void CopyGate(int gate, int step, int row, Span<T> target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)gate, (uint)Cell.Layout.Gates, nameof(gate));
        RequireLength(target, Hidden);
        var (t, walked) = Find(step, row);
        if (!_trace.HasGates)
            throw new InvalidOperationException($"'{Name}': a backward pass has put gradients in the place of the gates; inspect between Forward and Backward.");
        _trace.CopyGate(gate, t, walked, target);
        GC.KeepAlive(_owner);
    }

    /// <summary>Copies a state after a step, <c>[width of the state]</c>.</summary>
    /// <param name="state">Number of the state in <see cref="CellEntry.StateNames"/>; 0 is the output.</param>
    /// <param name="step">The caller's step.</param>
    /// <param name="row">The caller's row.</param>
    /// <param name="target">As many numbers as the state is wide.</param>
    /// <exception cref="ArgumentException">There is no such state or step, or the target has another length.</exception>
    /// <exception cref="InvalidOperationException">Another pass has run since.</exception>
    public void CopyState(int state, int step, int row, Span<T> target) => CopyState(state, step, row, 1, target);

    /// <summary>Copies the state that the walk came to a step with: its initial one at the first step (of a reversed walk, the last).</summary>
    /// <inheritdoc cref="CopyState(int, int, int, Span{T})"/>
    public void CopyPreviousState(int state, int step, int row, Span<T> target) => CopyState(state, step, row, 0, target);

    void CopyState(int state, int step, int row, int after, Span<T> target)
    {
        RequireLength(target, StateWidth(state));
        var (t, walked) = Find(step, row);
        _trace.StateAt(t + after, state)[walked].CopyTo(target);
        GC.KeepAlive(_owner);
    }

    // The packed step and the row of the walk.
    (int Step, int Row) Find(int step, int row)
    {
        if (_trace.Passes != _pass)
            throw new InvalidOperationException($"'{Name}': another forward pass has run since; inspect the trace anew.");
        var at = At(step, row);
        if (at == Padded)
            throw new ArgumentException($"'{Name}': step {step} of row {row} is padding, at which nothing was walked; ask Has first.", nameof(step));
        return Math.DivRem(at, _trace.Packing.Rows);
    }

    int At(int step, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Steps, nameof(step));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Batch, nameof(row));
        return _at[step * Batch + row];
    }

    void RequireLength(Span<T> target, int wanted)
    {
        if (target.Length != wanted)
            throw new ArgumentException($"'{Name}': the target has {target.Length} numbers, expected {wanted}.", nameof(target));
    }
}
