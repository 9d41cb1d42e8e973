using System;
using System.Diagnostics;

namespace Unroll.Numerics.Shapes;

/// <summary>A view of numbers shaped <c>[rows, columns]</c>; neighbouring rows are <see cref="Stride"/> numbers apart. It never owns its memory.</summary>
/// <typeparam name="T">The number.</typeparam>
public readonly unsafe struct Matrix<T>
    where T : unmanaged
{
    /// <summary>A view of memory that its owner keeps in place for as long as the view is used.</summary>
    public Matrix(T* data, int rows, int columns, int stride)
    {
        Debug.Assert(rows >= 0 && columns >= 0 && stride >= columns, "shape");
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
}
