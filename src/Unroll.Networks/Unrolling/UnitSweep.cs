using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Unrolling;

/// <summary>Where one row of one block's numbers lies.</summary>
/// <param name="gates">First gate of the first unit.</param>
/// <param name="units">Units; also the distance between gates.</param>
/// <param name="previous">State 0 of the first unit before the step.</param>
/// <param name="next">State 0 of the first unit after the step.</param>
/// <param name="stateStride">Distance between states.</param>
readonly unsafe struct SweepRow<T>(T* gates, int units, T* previous, T* next, nint stateStride)
    where T : unmanaged
{
    public readonly T* Gates = gates;
    public readonly T* Previous = previous;
    public readonly T* Next = next;
    public readonly nint StateStride = stateStride;
    public readonly int Units = units;
}

/// <summary>Where the gradients of a row of a block lie for a backward sweep.</summary>
/// <param name="later">Gradient of state 0 from the step after.</param>
/// <param name="output">Gradient of the output from above.</param>
/// <param name="earlier">Where the direct gradient of the previous state 0 goes.</param>
/// <param name="stride">Distance between states' gradients.</param>
readonly unsafe struct SweepGradients<T>(T* later, T* output, T* earlier, nint stride)
    where T : unmanaged
{
    public readonly T* Later = later;
    public readonly T* Output = output;
    public readonly T* Earlier = earlier;
    public readonly nint Stride = stride;
}

/// <summary>Applies a cell's equations to neighbouring units: in the widest lanes that fit, then in narrower ones, which give the same bits.</summary>
static unsafe class UnitSweep<TCell, L, T>
    where TCell : struct, ICellMath
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Forward over the units of one row.</summary>
    public static void Forward(in SweepRow<T> row)
    {
        var unit = 0;
        for (; unit + L.Count <= row.Units; unit += L.Count)
            ForwardAt<L>(row, unit);
        if (L.Count > Lane256<T>.Count && unit + Lane256<T>.Count <= row.Units)
        {
            ForwardAt<Lane256<T>>(row, unit);
            unit += Lane256<T>.Count;
        }
        if (L.Count > Lane128<T>.Count && unit + Lane128<T>.Count <= row.Units)
        {
            ForwardAt<Lane128<T>>(row, unit);
            unit += Lane128<T>.Count;
        }
        for (; unit < row.Units; unit++)
            ForwardAt<Scalar<T>>(row, unit);
    }

    /// <summary>Backward over the units of one row.</summary>
    public static void Backward(in SweepRow<T> row, in SweepGradients<T> gradients)
    {
        var unit = 0;
        for (; unit + L.Count <= row.Units; unit += L.Count)
            BackwardAt<L>(row, gradients, unit);
        if (L.Count > Lane256<T>.Count && unit + Lane256<T>.Count <= row.Units)
        {
            BackwardAt<Lane256<T>>(row, gradients, unit);
            unit += Lane256<T>.Count;
        }
        if (L.Count > Lane128<T>.Count && unit + Lane128<T>.Count <= row.Units)
        {
            BackwardAt<Lane128<T>>(row, gradients, unit);
            unit += Lane128<T>.Count;
        }
        for (; unit < row.Units; unit++)
            BackwardAt<Scalar<T>>(row, gradients, unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ForwardAt<TLane>(in SweepRow<T> row, int unit)
        where TLane : struct, ILane<TLane, T>
    {
        Debug.Assert(row.Units > unit, "inside the row");
        ref var gates = ref row.Gates[unit];
        TCell.Forward<TLane, T>(new(ref gates, ref gates, row.Units, ref row.Previous[unit], ref row.Next[unit], row.StateStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void BackwardAt<TLane>(in SweepRow<T> row, in SweepGradients<T> gradients, int unit)
        where TLane : struct, ILane<TLane, T>
    {
        ref var gates = ref row.Gates[unit];
        TCell.Backward<TLane, T>(new(ref gates, ref gates, row.Units, ref row.Previous[unit], row.StateStride,
            ref gradients.Later[unit], ref gradients.Output[unit], ref gradients.Earlier[unit], gradients.Stride));
    }
}
