using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Products;

/// <summary>Copies a right factor into panels of 64 columns, <c>[panel][depth][64]</c>, the order in which tiles read it. What is missing of the last panel is zero.</summary>
static unsafe class Packing<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelColumns = 64;

    /// <summary>A panel's used width is a multiple of this: one 512-bit vector of floats.</summary>
    public const int Granule = 16;

    /// <summary>Rounded up to a whole granule.</summary>
    public static int RoundUp(int columns) => (columns + Granule - 1) / Granule * Granule;

    /// <summary>Numbers that a packed factor takes.</summary>
    public static long Count(int depth, int columns) => (long)(columns + PanelColumns - 1) / PanelColumns * PanelColumns * depth;

    /// <summary>Packs <c>[depth, columns]</c> as it is.</summary>
    public static void Pack(Matrix<T> source, T* panels)
    {
        for (var column = 0; column < source.Columns; column += PanelColumns, panels += (nint)PanelColumns * source.Rows)
        {
            var columns = Math.Min(PanelColumns, source.Columns - column);
            for (var k = 0; k < source.Rows; k++)
            {
                var to = new Span<T>(panels + (nint)k * PanelColumns, PanelColumns);
                source[k].Slice(column, columns).CopyTo(to);
                to[columns..].Clear();
            }
        }
    }

    /// <summary>Packs the transpose: the source is <c>[columns, depth]</c>.</summary>
    public static void PackTransposed(Matrix<T> source, T* panels)
    {
        for (var column = 0; column < source.Rows; column += PanelColumns, panels += (nint)PanelColumns * source.Columns)
        {
            var columns = Math.Min(PanelColumns, source.Rows - column);
            for (var c = 0; c < PanelColumns; c++)
            {
                var read = source.Data + (nint)(column + c) * source.Stride;
                for (var k = 0; k < source.Columns; k++)
                    panels[(nint)k * PanelColumns + c] = c < columns ? read[k] : T.Zero;
            }
        }
    }
}
