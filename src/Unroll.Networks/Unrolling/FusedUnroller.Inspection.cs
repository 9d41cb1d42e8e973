using System;

namespace Unroll.Networks.Unrolling;

// Reading kept gates out of their blocks.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    internal override void CopyGate(int gate, int step, int row, Span<T> target)
    {
        for (var block = 0; block < _blocks.Count; block++)
        {
            var values = Gates(block, step, row) + _blocks.Shift(block) + (nint)gate * _blocks.Units(block);
            new Span<T>(values, _blocks.OwnUnits(block)).CopyTo(target[(block * _blocks.BlockUnits)..]);
        }
    }
}
