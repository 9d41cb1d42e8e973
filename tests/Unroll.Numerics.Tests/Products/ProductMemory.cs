using System;
using System.Numerics;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Tests.Products;

/// <summary>Factors and a result of a product, the result in the midst of marked memory, so that a number written past its edge shows.</summary>
sealed unsafe class ProductMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Guard = 64;   // as far as a whole panel could write past a row

    readonly Workspace<T> _workspace;
    readonly Reservation _left, _right, _wanted, _found, _packed, _bias;

    public ProductMemory(int leftCount, int rightCount, int rows, int columns, long packed)
    {
        var plan = new MemoryPlan();
        _left = plan.Reserve(leftCount);
        _right = plan.Reserve(rightCount);
        _wanted = plan.Reserve(rows * columns);
        _found = plan.Reserve((rows + 2) * (columns + Guard));
        _packed = plan.Reserve(packed);
        _bias = plan.Reserve(columns + Guard);
        _workspace = new Workspace<T>(plan);
        (Rows, Columns) = (rows, columns);
        var random = new RandomStream((ulong)(leftCount + 31 * rightCount));
        foreach (var piece in (Reservation[])[_left, _right, _bias])
        {
            foreach (ref var number in _workspace.Span(piece))
                number = T.CreateChecked(random.NextNormal());
        }
        _workspace.Span(_found).Fill(Mark);
    }

    static T Mark => T.CreateChecked(12345);

    public int Rows { get; }

    public int Columns { get; }

    public T* Packed => _workspace[_packed];

    public T* Bias => _workspace[_bias];

    public Matrix<T> Left(int rows, int columns) => new(_workspace[_left], rows, columns, columns);

    public Matrix<T> Right(int rows, int columns) => new(_workspace[_right], rows, columns, columns);

    public Matrix<T> Wanted => new(_workspace[_wanted], Rows, Columns, Columns);

    /// <summary>The result, one row and some columns inside its memory.</summary>
    public Matrix<T> Found => new(_workspace[_found] + Stride, Rows, Columns, Stride);

    int Stride => Columns + Guard;

    /// <summary>Equal to the last bit inside, untouched outside.</summary>
    public void RequireEqual(string subject)
    {
        for (var row = 0; row < Rows; row++)
            Assert.True(Found[row].SequenceEqual(Wanted[row]), $"{subject}: row {row} differs");
        var all = _workspace.Span(_found);
        for (var i = 0; i < all.Length; i++)
        {
            var (row, column) = (i / Stride - 1, i % Stride);
            if ((row < 0 || row >= Rows || column >= Columns) && all[i] != Mark)
                Assert.Fail($"{subject}: memory outside the result was written at row {row}, column {column}");
        }
    }
}
