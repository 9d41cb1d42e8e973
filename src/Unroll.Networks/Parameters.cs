using System;
using System.Collections.Generic;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks;

/// <summary>A named piece of the parameters: a matrix <c>[Rows, Columns]</c>, row by row. A bias has one row.</summary>
/// <param name="Name">Unique in its network, for example <c>layers.0.recurrent</c>.</param>
/// <param name="Offset">First number in the flat vectors.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Initializer">How it starts.</param>
public sealed record ParameterSegment(string Name, int Offset, int Rows, int Columns, Initialization.IInitializer Initializer)
{
    /// <summary>Numbers in the segment.</summary>
    public int Count => Rows * Columns;
}

/// <summary>Collects the segments of a network's layers before memory is taken.</summary>
public sealed class ParameterPlan
{
    readonly List<ParameterSegment> _segments = [];
    readonly HashSet<string> _names = [];

    internal IReadOnlyList<ParameterSegment> Segments => _segments;

    internal int Count { get; private set; }

    /// <summary>Adds a segment.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InsufficientMemoryException">The parameters would be more than one vector can hold.</exception>
    public ParameterSegment Add(string name, int rows, int columns, Initialization.IInitializer initializer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if ((long)rows * columns > Array.MaxLength - Count)
            throw new InsufficientMemoryException($"'{name}' has {rows:N0} × {columns:N0} numbers, beside {Count:N0} before it; a network holds at most {Array.MaxLength:N0} parameters. Use fewer units or inputs.");
        if (!_names.Add(name))
            throw new ArgumentException($"A parameter named '{name}' is there already; give the layers different names.", nameof(name));
        var segment = new ParameterSegment(name, Count, rows, columns, initializer);
        _segments.Add(segment);
        Count += segment.Count;
        return segment;
    }
}

/// <summary>
/// All weights of a network in one flat vector and their gradients in another, with named segments on top:
/// an optimizer, clipping, an all-reduce and saving are one pass each.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class Parameters<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    readonly Workspace<T> _workspace;
    readonly Reservation _values;
    readonly Reservation _gradients;
    int _firstOpen, _lastOpen = int.MaxValue, _firstFinal = int.MaxValue;

    /// <summary>Takes memory for the planned segments, all zero.</summary>
    public Parameters(ParameterPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Segments = [.. plan.Segments];
        Count = plan.Count;
        var memory = new MemoryPlan();
        _values = memory.Reserve(Count);
        _gradients = memory.Reserve(Count);
        _workspace = new Workspace<T>(memory);
    }

    /// <summary>Numbers in all.</summary>
    public int Count { get; }

    /// <summary>The named pieces, in the order of their offsets, without gaps.</summary>
    public IReadOnlyList<ParameterSegment> Segments { get; }

    /// <summary>Goes up by one whenever values have changed; packed copies of the weights follow it.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>All values.</summary>
    public Span<T> Values => _workspace.Span(_values);

    /// <summary>All gradients, in the places of their values.</summary>
    public Span<T> Gradients => _workspace.Span(_gradients);

    /// <summary>The same, for who reads or writes them beside the thread that asks.</summary>
    public Memory<T> GradientMemory => _workspace.Memory(_gradients);

    /// <summary>Must be called after values were written: the next forward pass packs them anew.</summary>
    public void MarkChanged() => Version++;

    /// <summary>The values of a segment.</summary>
    /// <exception cref="ArgumentException">The segment reaches beyond these parameters: it was planned for others.</exception>
    public Matrix<T> ValuesOf(ParameterSegment segment) => ViewOf(_values, segment);

    /// <summary>The gradients of a segment.</summary>
    /// <exception cref="ArgumentException">The segment reaches beyond these parameters: it was planned for others.</exception>
    /// <exception cref="InvalidOperationException">The segment is not the closed loop's that is going back, or it was said to be final; the message names it.</exception>
    public Matrix<T> GradientsOf(ParameterSegment segment)
    {
        var view = ViewOf(_gradients, segment);
        if (segment.Offset + segment.Count > _firstFinal)
            throw new InvalidOperationException($"The gradient of '{segment.Name}' is on its way to other processes already, and a layer further down sets it once more; let that layer name it among its Segments.");
        if (segment.Offset < _firstOpen || segment.Offset + segment.Count > _lastOpen)
            throw new InvalidOperationException($"'{segment.Name}' was planned outside the closed loop whose layer uses it, and its gradient would not be the sum over the steps; plan it where the loop's layers are made.");
        return view;
    }

    /// <summary>Until <see cref="OpenAll"/>, gradients of other numbers than these are refused.</summary>
    internal void OpenOnly(int first, int count) => (_firstOpen, _lastOpen) = (first, first + count);

    /// <summary>Gradients from this number on are final, and whoever asks to set one of them is refused; <see cref="int.MaxValue"/> for none.</summary>
    internal void CloseFrom(int first) => _firstFinal = first;

    /// <summary>The end of <see cref="OpenOnly"/>.</summary>
    internal void OpenAll() => (_firstOpen, _lastOpen) = (0, int.MaxValue);

    Matrix<T> ViewOf(Reservation vector, ParameterSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (segment.Offset < 0 || segment.Offset + (long)segment.Rows * segment.Columns > Count)
            ThrowForeign(segment);
        return new(_workspace[vector] + segment.Offset, segment.Rows, segment.Columns, segment.Columns);
    }

    void ThrowForeign(ParameterSegment segment) => throw new ArgumentException(
        $"'{segment.Name}' has {segment.Rows} × {segment.Columns} numbers from {segment.Offset}, and these parameters hold {Count}; use a segment of the plan that they were made from.", nameof(segment));
}
