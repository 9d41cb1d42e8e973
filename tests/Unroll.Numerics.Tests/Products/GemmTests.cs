using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Tests.Products;

/// <summary>
/// The three forms of product at every lane width against the plain product, bit for bit: every sum runs over the depth in order with one rounding
/// a step, so there is nothing to tolerate.
/// </summary>
public sealed unsafe class GemmTests
{
    public static TheoryData<LaneWidth> Widths => [.. Enum.GetValues<LaneWidth>()];

    // Each size from 1 to 70 in each of the three places, beside two others that go through all their tails as well.
    static IEnumerable<(int Rows, int Depth, int Columns)> Sizes()
    {
        for (var size = 1; size <= 70; size++)
        {
            yield return (size, 1 + size * 11 % 23, 1 + size * 7 % 70);
            yield return (1 + size * 5 % 13, size, 1 + size * 17 % 70);
            yield return (1 + size * 3 % 26, 1 + size * 13 % 19, size);
        }
        yield return (25, 256, 64);
        yield return (7, 257, 65);     // the depth is cut into pieces of 256
        yield return (50, 600, 130);   // and the columns into panels of 64
    }

    [Theory, MemberData(nameof(Widths))]
    public void Multiply_XW_HasTheBitsOfThePlainProduct(LaneWidth width)
    {
        foreach (var (rows, depth, columns) in Sizes())
        {
            MultiplyForward<float>(width, rows, depth, columns, withBias: false);
            MultiplyForward<double>(width, rows, depth, columns, withBias: false);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Multiply_XWWithBias_StartsEverySumFromIt(LaneWidth width)
    {
        foreach (var (rows, depth, columns) in Sizes())
        {
            MultiplyForward<float>(width, rows, depth, columns, withBias: true);
            MultiplyForward<double>(width, rows, depth, columns, withBias: true);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Multiply_ByTheTranspose_HasTheBitsOfThePlainProduct(LaneWidth width)
    {
        foreach (var (rows, depth, columns) in Sizes())
        {
            MultiplyBack<float>(width, rows, depth, columns);
            MultiplyBack<double>(width, rows, depth, columns);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Multiply_TheTransposeByRows_HasTheBitsOfThePlainProduct(LaneWidth width)
    {
        foreach (var (rows, depth, columns) in Sizes())
        {
            MultiplyOuter<float>(width, rows, depth, columns);
            MultiplyOuter<double>(width, rows, depth, columns);
        }
    }

    // [rows, depth] · [depth, columns]
    static void MultiplyForward<T>(LaneWidth width, int rows, int depth, int columns, bool withBias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var memory = new ProductMemory<T>(rows * depth, depth * columns, rows, columns, Packing<T>.Count(depth, columns));
        var (left, right) = (memory.Left(rows, depth), memory.Right(depth, columns));
        if (withBias)
            SetWithBias(left, right, memory.Bias, memory.Wanted);
        else
            PlainGemm<T>.SetProduct(left, false, right, false, memory.Wanted);
        Packing<T>.Pack(right, memory.Packed);
        Set(width, new TileLeft<T>(left.Data, depth, 1, depth, 0), depth, memory.Packed, withBias ? memory.Bias : null, memory.Found);
        memory.RequireEqual($"{typeof(T).Name}, {rows} × {depth} × {columns} at {width}");
    }

    // The sums in the order in which the kernel promises them, started from the bias.
    static void SetWithBias<T>(Matrix<T> left, Matrix<T> right, T* bias, Matrix<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var row = 0; row < result.Rows; row++)
        {
            for (var column = 0; column < result.Columns; column++)
            {
                var sum = bias[column];
                for (var k = 0; k < left.Columns; k++)
                    sum = T.FusedMultiplyAdd(left[row][k], right[k][column], sum);
                result[row][column] = sum;
            }
        }
    }

    // [rows, depth] · [columns, depth]ᵀ
    static void MultiplyBack<T>(LaneWidth width, int rows, int depth, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var memory = new ProductMemory<T>(rows * depth, depth * columns, rows, columns, Packing<T>.Count(depth, columns));
        var (left, right) = (memory.Left(rows, depth), memory.Right(columns, depth));
        PlainGemm<T>.SetProduct(left, false, right, true, memory.Wanted);
        Packing<T>.PackTransposed(right, memory.Packed);
        Set(width, new TileLeft<T>(left.Data, depth, 1, depth, 0), depth, memory.Packed, null, memory.Found);
        memory.RequireEqual($"{typeof(T).Name}, {rows} × {depth} × {columns}ᵀ at {width}");
    }

    // [depth, rows]ᵀ · [depth, columns]: the left factor is read down its columns, by strides.
    static void MultiplyOuter<T>(LaneWidth width, int rows, int depth, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var memory = new ProductMemory<T>(rows * depth, depth * columns, rows, columns, Packing<T>.Count(depth, columns));
        var (left, right) = (memory.Left(depth, rows), memory.Right(depth, columns));
        PlainGemm<T>.SetProduct(left, true, right, false, memory.Wanted);
        Packing<T>.Pack(right, memory.Packed);
        Set(width, new TileLeft<T>(left.Data, 1, rows, depth, 0), depth, memory.Packed, null, memory.Found);
        memory.RequireEqual($"{typeof(T).Name}, {rows}ᵀ × {depth} × {columns} at {width}");
    }

    static void Set<T>(LaneWidth width, TileLeft<T> left, int depth, T* right, T* bias, Matrix<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (width)
        {
            case LaneWidth.Bits512: Gemm<Lane512<T>, T>.SetProduct(left, depth, right, bias, result); break;
            case LaneWidth.Bits256: Gemm<Lane256<T>, T>.SetProduct(left, depth, right, bias, result); break;
            case LaneWidth.Bits128: Gemm<Lane128<T>, T>.SetProduct(left, depth, right, bias, result); break;
            default: Gemm<Scalar<T>, T>.SetProduct(left, depth, right, bias, result); break;
        }
    }
}
