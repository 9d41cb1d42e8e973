using System;
using System.Numerics;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Products;

/// <summary>Matrix products in the three forms that a layer needs: x W, dy Wᵀ and xᵀ dy. The right factor is packed into panels of 64 columns.</summary>
static unsafe class Gemm<L, T>
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int RowsAtOnce = 24;
    const int DepthAtOnce = 256;

    /// <summary><c>result = left · right</c> (+ bias on each row), right being packed.</summary>
    /// <param name="left">Left factor; its rows are the result's.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="right">The right factor's panels, see <see cref="Packing{T}"/>.</param>
    /// <param name="bias">What each row starts from, rounded up to whole panels' granules; null for zero.</param>
    /// <param name="result">Any stride; nothing is written between its rows.</param>
    public static void SetProduct(TileLeft<T> left, int depth, T* right, T* bias, Matrix<T> result)
    {
        for (var column = 0; column < result.Columns; column += Packing<T>.PanelColumns)
        {
            var columns = Math.Min(Packing<T>.PanelColumns, result.Columns - column);
            var panel = right + (nint)column * depth;
            var start = bias == null ? null : bias + column;
            if (columns % Packing<T>.Granule == 0)
                SetPanel(left, result.Rows, panel, columns, depth, start, 0, result.Data + column, result.Stride);
            else
                SetNarrow(left, panel, columns, depth, start, result, column);
        }
    }

    // Depth by depth: what the rows read of the panel then stays near.
    static void SetPanel(TileLeft<T> left, int rows, T* panel, int columns, int depth, T* start, nint startStride, T* result, nint stride)
    {
        for (var k = 0; k == 0 || k < depth; k += DepthAtOnce)
        {
            var from = new TileLeft<T>(left.Data + k * left.DepthStride, left.RowStride, left.DepthStride, depth, 0);
            GemmPanel<L, T>.Multiply(from, rows, panel + (nint)k * Packing<T>.PanelColumns, Packing<T>.PanelColumns, columns, Math.Min(DepthAtOnce, depth - k),
                k == 0 ? start : result, k == 0 ? startStride : stride, result, stride);
        }
    }

    // Whole vectors would write past the last columns: they go through the stack.
    static void SetNarrow(TileLeft<T> left, T* panel, int columns, int depth, T* start, Matrix<T> result, int column)
    {
        var sums = stackalloc T[RowsAtOnce * Packing<T>.PanelColumns];
        for (var row = 0; row < result.Rows; row += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, result.Rows - row);
            SetPanel(left.AtRow(row), rows, panel, Packing<T>.RoundUp(columns), depth, start, 0, sums, Packing<T>.PanelColumns);
            for (var r = 0; r < rows; r++)
                new Span<T>(sums + (nint)r * Packing<T>.PanelColumns, columns).CopyTo(result[row + r].Slice(column, columns));
        }
    }
}
