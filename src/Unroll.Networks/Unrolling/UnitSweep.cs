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
/// <param name="next">State 0 of the first unit after the step; not read on the way back.</param>
/// <param name="stateStride">Distance between states.</param>
/// <param name="extras">What only some cells have.</param>
unsafe struct SweepRow<T>(T* gates, int units, T* previous, T* next, nint stateStride, in SweepExtras<T> extras)
    where T : unmanaged
{
    public readonly nint StateStride = stateStride;
    public readonly int Units = units;
    public T* Gates = gates;
    public T* Previous = previous;
    public T* Next = next;
    public SweepExtras<T> Extras = extras;

    /// <summary>Goes on to the row below.</summary>
    /// <param name="gates">Distance between rows of gates.</param>
    /// <param name="states">Distance between rows of states.</param>
    public void Advance(nint gates, nint states)
    {
        Gates += gates;
        Previous += states;
        Next += states;
    }
}

/// <summary>What only some cells have: weights of single units, a feed for late gates, settings.</summary>
/// <param name="weights">Weight 0 of the first unit.</param>
/// <param name="weightSums">Sum of its gradient in this row.</param>
/// <param name="weightStride">Distance between weights, in both.</param>
/// <param name="feed">What the first unit feeds; on the way back the gradient of it.</param>
/// <param name="left">What the first half of the way back leaves for the second.</param>
/// <param name="settings">Choices; null for the cell as published.</param>
unsafe struct SweepExtras<T>(T* weights, T* weightSums, nint weightStride, T* feed, T* left, CellSettings? settings)
    where T : unmanaged
{
    public readonly T* Weights = weights;
    public readonly nint WeightStride = weightStride;
    public readonly CellSettings? Settings = settings;
    public T* WeightSums = weightSums;
    public T* Feed = feed;
    public T* Left = left;

    /// <summary>Goes on to the row below.</summary>
    /// <param name="sums">Distance between rows of the weights' sums.</param>
    /// <param name="states">Distance between rows of states.</param>
    public void Advance(nint sums, nint states)
    {
        WeightSums += sums;
        Feed += states;
        Left += states;
    }
}

/// <summary>Where the gradients of a row of a block lie for a backward sweep.</summary>
/// <param name="later">Gradient of state 0 from the step after.</param>
/// <param name="output">Gradient of the output from above.</param>
/// <param name="earlier">Where the direct gradient of the previous state 0 goes.</param>
/// <param name="stride">Distance between states' gradients.</param>
unsafe struct SweepGradients<T>(T* later, T* output, T* earlier, nint stride)
    where T : unmanaged
{
    public readonly nint Stride = stride;
    public T* Later = later;
    public T* Output = output;
    public T* Earlier = earlier;

    /// <summary>Goes on to the row below.</summary>
    /// <param name="outputs">Distance between rows of outputs' gradients.</param>
    /// <param name="states">Distance between rows of states' gradients.</param>
    public void Advance(nint outputs, nint states)
    {
        Later += states;
        Output += outputs;
        Earlier += states;
    }
}

/// <summary>Half a step of a cell, as a type, so that one sweep serves all.</summary>
interface ISweepPart
{
    /// <summary>Whether it is the first half of a step of a cell of two stages, or the second half of its way back.</summary>
    static abstract bool IsEarly { get; }
}

/// <summary>The part that every cell has.</summary>
readonly struct MainPart : ISweepPart
{
    public static bool IsEarly => false;
}

/// <summary>The part of cells of two stages.</summary>
readonly struct EarlyPart : ISweepPart
{
    public static bool IsEarly => true;
}

/// <summary>Applies a cell's equations to neighbouring units: in the widest lanes that fit, then in narrower ones, which give the same bits.</summary>
static unsafe class UnitSweep<TCell, TPart, L, T>
    where TCell : struct, ICellMath
    where TPart : struct, ISweepPart
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
        var values = new ForwardUnit<TLane, T>(ref gates, ref gates, row.Units, ref row.Previous[unit], ref row.Next[unit], row.StateStride,
            ref row.Extras.Weights[unit], row.Extras.WeightStride, ref row.Extras.Feed[unit], row.Extras.Settings);
        if (TPart.IsEarly)
            TCell.Early(values);
        else
            TCell.Forward(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void BackwardAt<TLane>(in SweepRow<T> row, in SweepGradients<T> gradients, int unit)
        where TLane : struct, ILane<TLane, T>
    {
        ref var gates = ref row.Gates[unit];
        var values = new BackwardUnit<TLane, T>(new BackwardUnit<TLane, T>(ref gates, ref gates, row.Units, ref row.Previous[unit], row.StateStride,
            ref gradients.Later[unit], ref gradients.Output[unit], ref gradients.Earlier[unit], gradients.Stride),
            ref row.Extras.Weights[unit], ref row.Extras.WeightSums[unit], row.Extras.WeightStride, ref row.Extras.Feed[unit], ref row.Extras.Left[unit], row.Extras.Settings);
        if (TPart.IsEarly)
            TCell.EarlyBackward(values);
        else
            TCell.Backward(values);
    }
}
