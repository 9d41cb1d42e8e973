using System;
using System.Diagnostics.CodeAnalysis;

namespace Unroll.Numerics.Shapes;

/// <summary>A view of numbers shaped <c>[rows, columns]</c>; neighbouring rows are <see cref="Stride"/> numbers apart. It never owns its memory.</summary>
/// <typeparam name="T">The number.</typeparam>
public readonly unsafe struct Matrix<T>
    where T : unmanaged
{
    /// <summary>A view of memory that its owner keeps in place for as long as the view is used.</summary>
    /// <param name="data">First number of row 0.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="columns">Numbers in a row, at least 0.</param>
    /// <param name="stride">Distance between neighbouring rows in numbers, at least <paramref name="columns"/>.</param>
    public Matrix(T* data, int rows, int columns, int stride)
    {
        if ((rows | columns) < 0 || stride < columns)
            ThrowShape(rows, columns, stride);
        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>First number.</summary>
    public T* Data { get; }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Distance between neighbouring rows, in numbers.</summary>
    public int Stride { get; }

    /// <summary>One row.</summary>
    public Span<T> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            return new Span<T>(Data + (nint)row * Stride, Columns);
        }
    }

    /// <summary>Sets every number of the view to zero; what lies between rows is left alone.</summary>
    public void Clear()
    {
        for (var r = 0; r < Rows; r++)
            new Span<T>(Data + (nint)r * Stride, Columns).Clear();
    }

    [DoesNotReturn]
    static void ThrowShape(int rows, int columns, int stride) => throw new ArgumentException(
        $"A matrix of {rows} rows and {columns} columns with {stride} numbers from row to row was asked for; give rows and columns of at least 0 and a stride of at least the columns.");
}
