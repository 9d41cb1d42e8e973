using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unroll.Numerics.Shapes;

/// <summary>A view of numbers shaped <c>[steps, batch, width]</c>; neighbouring rows are <see cref="Stride"/> numbers apart. It never owns its memory.</summary>
/// <typeparam name="T">The number.</typeparam>
public readonly unsafe struct Sequence<T>
    where T : unmanaged
{
    /// <summary>A view of memory that its owner keeps in place for as long as the view is used.</summary>
    /// <param name="data">First number of step 0, row 0.</param>
    /// <param name="steps">Steps, T ≥ 0.</param>
    /// <param name="batch">Rows at each step, B ≥ 0; steps · batch fits in an int.</param>
    /// <param name="width">Numbers in a row, at least 0.</param>
    /// <param name="stride">Distance between rows, at least <paramref name="width"/>.</param>
    public Sequence(T* data, int steps, int batch, int width, int stride)
    {
        if ((steps | batch | width) < 0 || stride < width || (long)steps * batch > int.MaxValue)
            ThrowShape(steps, batch, width, stride);
        Data = data;
        Steps = steps;
        Batch = batch;
        Width = width;
        Stride = stride;
    }

    /// <summary>First number.</summary>
    public T* Data { get; }

    /// <summary>Steps, T.</summary>
    public int Steps { get; }

    /// <summary>Rows at each step, B.</summary>
    public int Batch { get; }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Distance between neighbouring rows, in numbers.</summary>
    public int Stride { get; }

    /// <summary>Whether there is nothing behind the view.</summary>
    public bool IsEmpty => Data == null;

    /// <summary>All rows as one matrix <c>[steps · batch, width]</c>.</summary>
    public Matrix<T> Rows => new(Data, Steps * Batch, Width, Stride);

    /// <summary>The row of one sequence at one step.</summary>
    public Span<T> this[int step, int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Steps, nameof(step));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Batch, nameof(row));
            return new Span<T>(Row(step, row), Width);
        }
    }

    /// <summary>The same memory, fewer steps: <paramref name="count"/> steps from <paramref name="start"/>.</summary>
    public Sequence<T> Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Steps - start);   // not start + count, which can overflow
        return new(Row(start, 0), count, Batch, Width, Stride);
    }

    /// <summary>Address of a row, unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Row(int step, int row) => Data + ((nint)step * Batch + row) * Stride;

    /// <summary>Sets every number of the view to zero; what lies between rows is left alone.</summary>
    public void Clear() => Rows.Clear();

    [DoesNotReturn]
    static void ThrowShape(int steps, int batch, int width, int stride) => throw new ArgumentException(
        $"A sequence of {steps} steps, {batch} rows and {width} columns with {stride} numbers from row to row was asked for; "
        + $"give sizes of at least 0, a stride of at least the width, and at most {int.MaxValue} rows over all steps.");
}
