using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Products;

/// <summary>Covers any number of rows and a panel of columns (a whole number of vectors) with tiles.</summary>
static unsafe class GemmPanel<L, T>
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Vectors a tile is wide: 4 where there are 32 registers, 2 where there are 16.</summary>
    static int TileVectors => Vector512.IsHardwareAccelerated || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 4 : 2;

    /// <summary><c>result[rows, columns] = start + left · right</c>.</summary>
    /// <param name="left">Left factor.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="right">Right factor, <c>[depth, columns]</c>.</param>
    /// <param name="rightStride">Distance between its rows.</param>
    /// <param name="columns">Columns, a multiple of <c>L.Count</c>.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="start">What the sums start from; null for zero.</param>
    /// <param name="startStride">Distance between its rows.</param>
    /// <param name="result">Where the sums go.</param>
    /// <param name="resultStride">Distance between its rows.</param>
    public static void Multiply(in TileLeft<T> left, int rows, T* right, nint rightStride, int columns, int depth, T* start, nint startStride, T* result, nint resultStride) =>
        Multiply(left, rows, right, rightStride, columns, depth, start, startStride, new TileResult<T>(result, resultStride, L.Count));

    /// <summary>The same, with the vectors of a row stored apart.</summary>
    /// <param name="left">Left factor.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="right">Right factor, <c>[depth, columns]</c>.</param>
    /// <param name="rightStride">Distance between its rows.</param>
    /// <param name="columns">Columns, a multiple of <c>L.Count</c>.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="start">What the sums start from, its columns side by side; null for zero.</param>
    /// <param name="startStride">Distance between its rows.</param>
    /// <param name="result">Where the sums go.</param>
    public static void Multiply(in TileLeft<T> left, int rows, T* right, nint rightStride, int columns, int depth, T* start, nint startStride, in TileResult<T> result)
    {
        Debug.Assert(columns % L.Count == 0, "a panel is a whole number of vectors");
        var vectors = columns / L.Count;
        for (var v = 0; v < vectors;)
        {
            var width = Chunk(vectors - v, TileVectors);
            var column = v * L.Count;
            MultiplyRows(left, rows, right + column, rightStride, width, depth, start == null ? null : start + column, startStride, result, result.Data + v * result.VectorStride);
            v += width;
        }
    }

    /// <summary>Rows of a tile of a width: as many as the registers hold.</summary>
    static int MostRows(int vectors) =>
        Vector512.IsHardwareAccelerated || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported
            ? vectors == 4 ? 6 : 8
            : vectors == 2 ? 6 : 8;

    /// <summary>The next piece of what remains, so that the pieces come out as even as can be: 32 rows at most 6 at a time are 6 6 5 5 5 5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Chunk(int remaining, int most)
    {
        var pieces = (remaining + most - 1) / most;
        return (remaining + pieces - 1) / pieces;
    }

    static void MultiplyRows(in TileLeft<T> left, int rows, T* right, nint rightStride, int vectors, int depth, T* start, nint startStride, in TileResult<T> result, T* sums)
    {
        var most = MostRows(vectors);
        var data = left.Data;
        while (rows > 0)
        {
            var height = Chunk(rows, most);
            switch (vectors)
            {
                case 1: Tile<Extent1>(left, data, height, right, rightStride, depth, start, startStride, result, sums); break;
                case 2: Tile<Extent2>(left, data, height, right, rightStride, depth, start, startStride, result, sums); break;
                case 3: Tile<Extent3>(left, data, height, right, rightStride, depth, start, startStride, result, sums); break;
                default: Tile<Extent4>(left, data, height, right, rightStride, depth, start, startStride, result, sums); break;
            }
            data += height * left.RowStride;
            start = start == null ? null : start + height * startStride;
            sums += height * result.RowStride;
            rows -= height;
        }
    }

    // Handing on ten arguments once more would take a tenth of a small tile's time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Tile<V>(in TileLeft<T> left, T* data, int height, T* right, nint rightStride, int depth, T* start, nint startStride, in TileResult<T> result, T* sums)
        where V : struct, IExtent
    {
        switch (height)
        {
            case 1: GemmTile<L, T>.Multiply<Extent1, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 2: GemmTile<L, T>.Multiply<Extent2, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 3: GemmTile<L, T>.Multiply<Extent3, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 4: GemmTile<L, T>.Multiply<Extent4, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 5: GemmTile<L, T>.Multiply<Extent5, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 6: GemmTile<L, T>.Multiply<Extent6, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            case 7: GemmTile<L, T>.Multiply<Extent7, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
            default: GemmTile<L, T>.Multiply<Extent8, V>(left, data, right, rightStride, depth, start, startStride, result, sums); break;
        }
    }
}
