using System;

namespace Unroll.Networks.Unrolling;

// Reading kept gates.
sealed unsafe partial class PlainUnroller<TCell, T>
{
    internal override void CopyGate(int gate, int step, int row, Span<T> target) =>
        new Span<T>(Gates(Packing.PlaceAt(step) + row) + (nint)gate * H, H).CopyTo(target);
}
