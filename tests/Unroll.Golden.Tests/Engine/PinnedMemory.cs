using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Shapes;

namespace Unroll.Golden.Engine;

/// <summary>Memory for views, which never own theirs: it stays in place as long as this object.</summary>
sealed unsafe class PinnedMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly List<Array> _kept = [];

    TNumber* Take<TNumber>(int count)
        where TNumber : unmanaged
    {
        var block = GC.AllocateArray<TNumber>(Math.Max(1, count), pinned: true);
        _kept.Add(block);
        return (TNumber*)Unsafe.AsPointer(ref block[0]);
    }

    public Matrix<T> NewMatrix(int rows, int columns) => new(Take<T>(rows * columns), rows, columns, columns);

    public Sequence<T> NewSequence(int steps, int batch, int width) => new(Take<T>(steps * batch * width), steps, batch, width, width);

    /// <summary>One whole number for each step and row.</summary>
    public Sequence<int> NewIntegers(ReadOnlySpan<int> numbers, int steps, int batch)
    {
        var data = Take<int>(numbers.Length);
        numbers.CopyTo(new Span<int>(data, numbers.Length));
        return new(data, steps, batch, 1, 1);
    }

    public static void Fill(Span<T> target, ReadOnlySpan<double> source)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = T.CreateChecked(source[i]);
    }

    public static double[] Read(ReadOnlySpan<T> numbers)
    {
        var read = new double[numbers.Length];
        for (var i = 0; i < read.Length; i++)
            read[i] = double.CreateChecked(numbers[i]);
        return read;
    }

    public static double[] Read(Matrix<T> rows) => [.. Enumerable.Range(0, rows.Rows).SelectMany(row => Read(rows[row]))];
}
