using System;
using System.Linq;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Initialization;

public sealed class OrthogonalTests
{
    static Matrix<double> Block<T>(Segment<T> segment, int gate, int columns)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        Matrix<double>.Build.Dense(segment.Values.Rows, columns, (r, c) => segment[r, gate * columns + c]);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 3)]
    [InlineData(16, 16, 4)]
    [InlineData(17, 17, 4)]
    [InlineData(100, 100, 4)]
    [InlineData(40, 7, 3)]
    [InlineData(7, 40, 3)]
    [InlineData(1, 5, 2)]
    [InlineData(5, 1, 2)]
    public void Fill_EachGate_IsOrthogonalOnItsOwn(int rows, int columns, int gates)
    {
        var doubles = new Segment<double>(rows, gates * columns, new Orthogonal(gates));
        var floats = new Segment<float>(rows, gates * columns, new Orthogonal(gates));
        for (var gate = 0; gate < gates; gate++)
        {
            Assert.InRange(DistanceFromOrthogonal(Block(doubles, gate, columns)), 0, 1e-13);
            Assert.InRange(DistanceFromOrthogonal(Block(floats, gate, columns)), 0, 1e-6);
        }
        if (rows > 1)
            Assert.NotEqual(Block(doubles, 0, columns), Block(doubles, gates - 1, columns));
    }

    static double DistanceFromOrthogonal(Matrix<double> block)
    {
        var product = block.RowCount >= block.ColumnCount ? block.TransposeThisAndMultiply(block) : block.TransposeAndMultiply(block);
        return (product - Matrix<double>.Build.DenseIdentity(product.RowCount)).Enumerate().Max(Math.Abs);
    }

    [Theory, InlineData(30, 30), InlineData(50, 12), InlineData(12, 50)]
    public void Fill_Block_IsTheSignedFactorOfTheDrawnMatrix(int rows, int columns)
    {
        var block = Block(new Segment<double>(rows, columns, new Orthogonal(), new RandomStream(9)), 0, columns);
        var random = new RandomStream(9);
        var drawn = Matrix<double>.Build.Dense(Math.Max(rows, columns), Math.Min(rows, columns));
        for (var c = 0; c < drawn.ColumnCount; c++)
            for (var r = 0; r < drawn.RowCount; r++)
                drawn[r, c] = random.NextNormal();
        var oracle = drawn.GramSchmidt();   // its R has a positive diagonal, which makes Q unique
        var q = rows >= columns ? block : block.Transpose();
        Assert.InRange((q - oracle.Q).Enumerate().Max(Math.Abs), 0, 1e-10);
    }

    [Fact]
    public void Fill_WithGain_ScalesEveryNumber()
    {
        var plain = new Segment<double>(8, 16, new Orthogonal(2)).Numbers;
        Assert.Equal(plain.Select(x => 0.5 * x), new Segment<double>(8, 16, new Orthogonal(2, 0.5)).Numbers);
    }

    // The trace of a Haar orthogonal matrix has mean 0 and variance 1; without the sign fix the diagonal leans to one side.
    [Fact]
    public void Fill_ManyMatrices_HaveTheTraceOfTheHaarMeasure()
    {
        var random = new RandomStream(4);
        var traces = Enumerable.Range(0, 2000).Select(_ => Block(new Segment<double>(6, 6, new Orthogonal(), random), 0, 6).Trace()).ToArray();
        Assert.Equal(0, traces.Average(), 0.1);
        Assert.Equal(1, traces.Average(t => t * t), 0.15);
    }
}
