using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training;

/// <summary>Element-wise work on flat vectors, at any lane width with the same bits.</summary>
static class VectorOperations
{
    /// <summary>values ← values · factor.</summary>
    internal static void Scale<T>(Span<T> values, T factor, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var done = width switch
        {
            LaneWidth.Bits512 => ScaleWalk<Lane512<T>, T>(values, factor, 0),
            LaneWidth.Bits256 => ScaleWalk<Lane256<T>, T>(values, factor, 0),
            LaneWidth.Bits128 => ScaleWalk<Lane128<T>, T>(values, factor, 0),
            _ => 0,
        };
        ScaleWalk<Scalar<T>, T>(values, factor, done);
    }

    /// <summary>values ← each value, brought to −most or most where it is beyond.</summary>
    internal static void Clamp<T>(Span<T> values, T most, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var done = width switch
        {
            LaneWidth.Bits512 => ClampWalk<Lane512<T>, T>(values, most, 0),
            LaneWidth.Bits256 => ClampWalk<Lane256<T>, T>(values, most, 0),
            LaneWidth.Bits128 => ClampWalk<Lane128<T>, T>(values, most, 0),
            _ => 0,
        };
        ClampWalk<Scalar<T>, T>(values, most, done);
    }

    /// <summary>destination ← left + right; the destination may be either of them.</summary>
    internal static void SetSum<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> destination, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(left.Length == right.Length && right.Length == destination.Length, "same length");
        var done = width switch
        {
            LaneWidth.Bits512 => SumWalk<Lane512<T>, T>(left, right, destination, 0),
            LaneWidth.Bits256 => SumWalk<Lane256<T>, T>(left, right, destination, 0),
            LaneWidth.Bits128 => SumWalk<Lane128<T>, T>(left, right, destination, 0),
            _ => 0,
        };
        SumWalk<Scalar<T>, T>(left, right, destination, done);
    }

    /// <summary>values ← values + (others − values) · share.</summary>
    internal static void AddShare<T>(Span<T> values, ReadOnlySpan<T> others, T share, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(values.Length == others.Length, "same length");
        var done = width switch
        {
            LaneWidth.Bits512 => ShareWalk<Lane512<T>, T>(values, others, share, 0),
            LaneWidth.Bits256 => ShareWalk<Lane256<T>, T>(values, others, share, 0),
            LaneWidth.Bits128 => ShareWalk<Lane128<T>, T>(values, others, share, 0),
            _ => 0,
        };
        ShareWalk<Scalar<T>, T>(values, others, share, done);
    }

    static int ShareWalk<L, T>(Span<T> values, ReadOnlySpan<T> others, T share, int start)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        ref var other = ref MemoryMarshal.GetReference(others);
        var part = L.Broadcast(share);
        var i = start;
        for (; i <= values.Length - L.Count; i += L.Count)
        {
            var value = L.Load(in Unsafe.Add(ref first, i));
            L.Store(value + (L.Load(in Unsafe.Add(ref other, i)) - value) * part, ref Unsafe.Add(ref first, i));
        }
        return i;
    }

    static int ScaleWalk<L, T>(Span<T> values, T factor, int start)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var scale = L.Broadcast(factor);
        var i = start;
        for (; i <= values.Length - L.Count; i += L.Count)
            L.Store(L.Load(in Unsafe.Add(ref first, i)) * scale, ref Unsafe.Add(ref first, i));
        return i;
    }

    static int ClampWalk<L, T>(Span<T> values, T most, int start)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var high = L.Broadcast(most);
        var low = -high;
        var i = start;
        for (; i <= values.Length - L.Count; i += L.Count)
        {
            var value = L.Load(in Unsafe.Add(ref first, i));
            value = L.SelectLess(value, low, low, L.SelectLess(high, value, high, value));
            L.Store(value, ref Unsafe.Add(ref first, i));
        }
        return i;
    }

    static int SumWalk<L, T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> destination, int start)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var sum = ref MemoryMarshal.GetReference(destination);
        var i = start;
        for (; i <= left.Length - L.Count; i += L.Count)
            L.Store(L.Load(in Unsafe.Add(ref a, i)) + L.Load(in Unsafe.Add(ref b, i)), ref Unsafe.Add(ref sum, i));
        return i;
    }
}
