using System;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Tests.Shapes;

public sealed unsafe class ShapeTests
{
    [Fact]
    public void Matrix_Rows_AreStrideApart()
    {
        var memory = stackalloc float[12];
        for (var i = 0; i < 12; i++)
            memory[i] = i;
        var matrix = new Matrix<float>(memory, rows: 3, columns: 2, stride: 4);
        Assert.Equal([8f, 9f], matrix[2].ToArray());
        Assert.Equal((3, 2, 4), (matrix.Rows, matrix.Columns, matrix.Stride));
    }

    [Fact]
    public void Matrix_Clear_LeavesWhatLiesBetweenRows()
    {
        var memory = stackalloc int[8];
        new Span<int>(memory, 8).Fill(7);
        new Matrix<int>(memory, 2, 3, 4).Clear();
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 7], new Span<int>(memory, 8).ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Rows_OutsideTheShape_AreRefused(int row)
    {
        var memory = stackalloc float[24];
        var address = (nint)memory;
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix<float>((float*)address, 3, 2, 4)[row].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sequence<float>((float*)address, 2, 3, 2, 4)[0, row].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sequence<float>((float*)address, 3, 2, 2, 4)[row, 0].Length);
    }

    [Theory]
    [InlineData(-1, 2, 2)]
    [InlineData(2, -1, 2)]
    [InlineData(2, 3, 2)]
    public void Matrix_OfAnImpossibleShape_IsRefusedInWords(int rows, int columns, int stride)
    {
        var error = Assert.Throws<ArgumentException>(() => new Matrix<float>(null, rows, columns, stride).Rows);
        Assert.Contains($"{rows} rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1, 1, 1)]
    [InlineData(1, -1, 1, 1)]
    [InlineData(1, 1, -1, 1)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(65536, 65536, 1, 1)]
    [InlineData(int.MaxValue, 2, 0, 0)]
    public void Sequence_OfAnImpossibleShape_IsRefusedInWords(int steps, int batch, int width, int stride)
    {
        var error = Assert.Throws<ArgumentException>(() => new Sequence<float>(null, steps, batch, width, stride).Steps);
        Assert.Contains($"{steps} steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequence_RowsAndSlices_ShareItsMemory()
    {
        var memory = stackalloc int[4 * 3 * 5];
        for (var i = 0; i < 60; i++)
            memory[i] = i;
        var sequence = new Sequence<int>(memory, steps: 4, batch: 3, width: 2, stride: 5);
        Assert.Equal([(2 * 3 + 1) * 5, (2 * 3 + 1) * 5 + 1], sequence[2, 1].ToArray());
        Assert.Equal((12, 2, 5), (sequence.Rows.Rows, sequence.Rows.Columns, sequence.Rows.Stride));
        Assert.Equal(sequence[2, 1].ToArray(), sequence.Rows[7].ToArray());
        var slice = sequence.Slice(1, 2);
        Assert.Equal((2, 3, 2, 5), (slice.Steps, slice.Batch, slice.Width, slice.Stride));
        Assert.Equal(sequence[2, 1].ToArray(), slice[1, 1].ToArray());
        Assert.Equal(0, sequence.Slice(4, 0).Steps);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    [InlineData(2, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    public void Slice_OutsideTheSteps_IsRefused(int start, int count)
    {
        var memory = stackalloc float[4];
        var address = (nint)memory;
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sequence<float>((float*)address, 4, 1, 1, 1).Slice(start, count).Steps);
    }

    [Fact]
    public void Sequence_ByDefault_IsEmpty()
    {
        Assert.True(default(Sequence<float>).IsEmpty);
        var one = 1f;
        Assert.False(new Sequence<float>(&one, 1, 1, 1, 1).IsEmpty);
        new Sequence<float>(&one, 1, 1, 1, 1).Clear();
        Assert.Equal(0, one);
    }
}
