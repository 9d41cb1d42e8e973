using System;

namespace Unroll.Networks.Unrolling;

// Reading kept gates out of their blocks; keeping the gradients of a walk back.
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

    // The gradients of the states before a step, as FirstStateGradient has them of the first one: this share's rows and units.
    void RecordGradients(int t, int rows, in Share share)
    {
        var (unit, units) = UnitsOf(share);
        for (var row = share.FirstRow; row < share.FirstRow + rows; row++)
        {
            for (var state = 0; state < Layout.States; state++)
            {
                if (state == 0 && _projects)
                    Record!.Take(state, PlaceOf(t, row), 0, new(_feedGradients + (nint)row * _stride, P));
                else
                    Record!.Take(state, PlaceOf(t, row), unit, new(GradientRow(t, row) + state * GradientStride + unit, units));
            }
        }
    }
}
