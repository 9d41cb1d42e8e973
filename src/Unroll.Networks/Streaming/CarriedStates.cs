using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Streaming;

/// <summary>
/// The states of every recurrent layer of a network for some rows, kept from one pass to the next. <see cref="Give"/> before a forward pass, <see cref="Take()"/> after it.
/// A row that was reset starts from the layers' own initial states (learnt ones are then trained). Nothing is allocated once it is made.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class CarriedStates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly record struct Piece(RecurrentTrace<T> Walk, int State, int Width, int First, Reservation Memory);

    readonly Piece[] _pieces;
    readonly Workspace<T> _memory;   // for each piece [rows][width]
    readonly bool[] _going;          // [rows]: whether a row has a state of its own
    readonly bool[] _given;          // the same at the last Give: the way back of that pass asks once more

    /// <summary>Takes the memory.</summary>
    /// <param name="trace">The trace whose passes are to go on from one another.</param>
    /// <exception cref="ArgumentException">A layer needs whole sequences; the message names it.</exception>
    public CarriedStates(Trace<T> trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Rows = trace.Shape.Batch;
        _going = new bool[Rows];
        _given = new bool[Rows];
        var plan = new MemoryPlan();
        var pieces = new List<Piece>();
        for (var layer = 0; layer < trace.Layers.Count; layer++)
        {
            foreach (var walk in StepwiseWalks<T>.Of(trace.Layers[layer]))
            {
                for (var state = 0; state < walk.States; state++)
                {
                    var width = walk.StateWidth(state);
                    pieces.Add(new Piece(walk, state, width, Width, plan.Reserve((long)Rows * width)));
                    Width += width;
                }
            }
        }
        _pieces = [.. pieces];
        _memory = new Workspace<T>(plan);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Numbers of one row's states, all layers and states one behind the other: first layer first, h before the others.</summary>
    public int Width { get; }

    /// <summary>Numbers of <see cref="Save"/>.</summary>
    public int Count => checked(Rows * (Width + 1));

    /// <summary>Whether a row goes on from a state of its own rather than from the layers' initial states.</summary>
    public bool IsGoing(int row) => _going[row];

    /// <summary>Every row starts anew.</summary>
    public void Reset() => Array.Clear(_going);

    /// <summary>A row starts anew.</summary>
    public void Reset(int row) => _going[row] = false;

    /// <summary>The state that a row goes on from, <c>[<see cref="Width"/>]</c>.</summary>
    /// <exception cref="ArgumentException">There is not room for exactly that.</exception>
    public void CopyTo(int row, Span<T> numbers)
    {
        RequireRow(row, numbers.Length);
        foreach (ref readonly var piece in _pieces.AsSpan())
        {
            var target = numbers.Slice(piece.First, piece.Width);
            if (_going[row])
                Row(piece, row).CopyTo(target);
            else
                piece.Walk.CopyOwnState(piece.State, target);
        }
    }

    /// <summary>Sets the state that a row goes on from, <c>[<see cref="Width"/>]</c>.</summary>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    public void Set(int row, ReadOnlySpan<T> numbers)
    {
        RequireRow(row, numbers.Length);
        foreach (ref readonly var piece in _pieces.AsSpan())
            numbers.Slice(piece.First, piece.Width).CopyTo(Row(piece, row));
        _going[row] = true;
    }

    /// <summary>Row i goes on from what row <c>parents[i]</c> has come to: a parent may have several rows, or none.</summary>
    /// <param name="parents">For each of the first rows.</param>
    /// <param name="room">Room for as many rows, <c>[rows][<see cref="Width"/>]</c>; what is in it does not matter.</param>
    internal void Arrange(ReadOnlySpan<int> parents, Span<T> room)
    {
        for (var row = 0; row < parents.Length; row++)
            CopyTo(parents[row], room.Slice(row * Width, Width));
        for (var row = 0; row < parents.Length; row++)
            Set(row, room.Slice(row * Width, Width));
    }

    /// <summary>Everything, for a checkpoint: the rows' states <c>[rows][width]</c>, then for each row 1 where it has a state and 0 where it starts anew.</summary>
    /// <exception cref="ArgumentException">There is not room for exactly <see cref="Count"/> numbers.</exception>
    public void Save(Span<T> numbers)
    {
        RequireCount(numbers.Length);
        for (var row = 0; row < Rows; row++)
        {
            var target = numbers.Slice(row * Width, Width);
            // What an earlier sequence left in a row that starts anew is nobody's business.
            if (_going[row])
                CopyTo(row, target);
            else
                target.Clear();
            numbers[Rows * Width + row] = _going[row] ? T.One : T.Zero;
        }
    }

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">There are not exactly <see cref="Count"/> numbers.</exception>
    public void Load(ReadOnlySpan<T> numbers)
    {
        RequireCount(numbers.Length);
        for (var row = 0; row < Rows; row++)
        {
            Set(row, numbers.Slice(row * Width, Width));
            _going[row] = numbers[Rows * Width + row] != T.Zero;
        }
    }

    /// <summary>The next forward pass starts from these states.</summary>
    public void Give()
    {
        _going.CopyTo(_given, 0);
        foreach (ref readonly var piece in _pieces.AsSpan())
        {
            piece.Walk.InitialState.Set(piece.State, new Matrix<T>(_memory[piece.Memory], Rows, piece.Width, piece.Width));
            piece.Walk.InitialState.GiveTo(_given);
        }
    }

    /// <summary>Keeps the states that the last forward pass ended with; a row without a step keeps what it had.</summary>
    public void Take() => Take([]);

    /// <summary>Keeps the states that the rows of the last forward pass had after so many of their steps: another one for each row, 0 to keep what the row had, −1 for all its steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row did not take so many steps.</exception>
    public void Take(ReadOnlySpan<int> steps)
    {
        foreach (ref readonly var piece in _pieces.AsSpan())
        {
            var packing = piece.Walk.Packing;
            for (var row = 0; row < packing.Rows; row++)
            {
                var source = packing.RowOf(row);
                var length = packing.LengthOf(row);
                var wanted = steps.IsEmpty || steps[source] == -1 ? length : steps[source];
                ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)wanted, (uint)length, nameof(steps));
                if (wanted > 0)
                    piece.Walk.StateAt(wanted, piece.State)[row].CopyTo(Row(piece, source));
                if (wanted > 0 && piece.First + piece.Width == Width)
                    _going[source] = true;
            }
        }
    }

    Span<T> Row(in Piece piece, int row) => _memory.Span(piece.Memory).Slice(row * piece.Width, piece.Width);

    void RequireRow(int row, int numbers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        if (numbers != Width)
            throw new ArgumentException($"A row's states are {Width} numbers; {numbers} were given.", nameof(numbers));
    }

    void RequireCount(int numbers)
    {
        if (numbers != Count)
            throw new ArgumentException($"The states of {Rows} rows of {Width} are {Count} numbers; {numbers} were given.", nameof(numbers));
    }
}
