using System;
using System.Numerics;
using Unroll.Networks.Cells;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// How the fused walk lays gates out: units in blocks, and inside a block all gates of its units together (i f g o of 16 units side by side),
/// so that one tile of a product is a whole group of units and their equations run while it is still in the cache.
/// </summary>
/// <remarks>
/// The block's size depends on the cell alone, not on the lane's width: the order of every sum, and with it every bit, is the same at all widths.
/// Blocks are stored <c>[block][step][row][RowWidth]</c>. The last block may hold fewer units; its gates then lie closer together, moved up by
/// <see cref="Shift"/> so that the gates fed by the previous output start at the same place in every block. Cells of two stages multiply some gates
/// of a block apart from the others: theirs is filled up with units whose weights are zero.
/// </remarks>
sealed class GateBlocks
{
    /// <summary>Numbers that a product's panel is rounded up to: one 512-bit vector of floats, a whole number of every narrower one.</summary>
    public const int Granule = 16;

    readonly CellLayout _layout;
    readonly int _hidden;

    public GateBlocks(CellLayout layout, int hidden)
    {
        (_layout, _hidden) = (layout, hidden);
        // Filled up to one granule, a row of units is never longer than rows of states are.
        BlockUnits = layout.LateGates > 0 ? Granule : Math.Max(Granule, 64 / layout.Gates / Granule * Granule);
        Count = (hidden + BlockUnits - 1) / BlockUnits;
        IsFilledUp = layout.LateGates > 0;
        RowWidth = layout.Gates * BlockUnits + (layout.InputGates > 0 && layout.RecurrentGates == 0 ? Granule : 0);
        StateGatesStart = layout.InputGates * BlockUnits;
    }

    /// <summary>Units of a full block: as many as make some 64 gates.</summary>
    public int BlockUnits { get; }

    /// <summary>Blocks.</summary>
    public int Count { get; }

    /// <summary>Numbers from one row of a block to the next.</summary>
    public int RowWidth { get; }

    /// <summary>Where the gates fed by the previous output start in a row.</summary>
    public int StateGatesStart { get; }

    /// <summary>Whether the last block is filled up with units that are none.</summary>
    public bool IsFilledUp { get; }

    /// <summary>Units of a block, filling included; also the distance between its gates.</summary>
    public int Units(int block) => IsFilledUp ? BlockUnits : OwnUnits(block);

    /// <summary>Units of a block that the layer has.</summary>
    public int OwnUnits(int block) => Math.Min(BlockUnits, _hidden - block * BlockUnits);

    /// <summary>Units of all blocks before one, filling included.</summary>
    public int UnitsBefore(int block) => block < Count ? block * BlockUnits : (Count - 1) * BlockUnits + Units(Count - 1);

    /// <summary>Where a block's first gate starts in a row.</summary>
    public int Shift(int block) => _layout.InputGates * (BlockUnits - Units(block));

    /// <summary>Width of a panel that covers some gates of a block.</summary>
    public int PanelWidth(int block, int gates) => RoundUp(gates * Units(block));

    /// <summary>
    /// Numbers from one block to the next. A step's rows of all blocks are read together on the way back; the distance lets them fall on
    /// neighbouring sets of a cache whose ways span 64 KiB, where a plain product of sizes can put them all on the same.
    /// </summary>
    /// <param name="places">Rows over all steps.</param>
    /// <param name="batch">Rows of one step.</param>
    public long BlockStride<T>(int places, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var way = WayNumbers<T>();
        var plain = (long)places * RowWidth;
        var step = (long)batch * RowWidth;
        return places == batch ? plain : plain + ((step - plain) % way + way) % way;
    }

    /// <summary>Numbers that all blocks can take for any batch of up to so many places.</summary>
    public long MostNumbers<T>(long places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Count * (places * RowWidth + WayNumbers<T>());

    static int WayNumbers<T>() => 64 * 1024 / (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double));

    /// <summary>Rounded up to a whole granule.</summary>
    public static int RoundUp(int count) => (count + Granule - 1) / Granule * Granule;

    /// <summary>Distance between rows of a matrix of this width: whole granules, and never a multiple of 1 KiB, which would crowd a few sets of the cache.</summary>
    public static int RowStride<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stride = RoundUp(width);
        var bytes = stride * (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double));
        return bytes % 1024 == 0 ? stride + Granule : stride;
    }
}
