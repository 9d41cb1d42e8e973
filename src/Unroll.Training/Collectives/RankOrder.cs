using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Collectives;

/// <summary>The one sum of collectives: vectors added in the order of ranks, at any lane width with the same bits.</summary>
static unsafe class RankOrder
{
    /// <summary>Adds the vectors of all ranks and writes the sum to each destination, which may be one of them.</summary>
    /// <param name="sources">By rank: where its vector starts.</param>
    /// <param name="destinations">Where the sum goes.</param>
    /// <param name="start">The first number to add.</param>
    /// <param name="end">After the last one.</param>
    /// <param name="width">The lanes.</param>
    internal static void Add<T>(ReadOnlySpan<nint> sources, ReadOnlySpan<nint> destinations, int start, int end, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var done = width switch
        {
            LaneWidth.Bits512 => Walk<Lane512<T>, T>(sources, destinations, start, end),
            LaneWidth.Bits256 => Walk<Lane256<T>, T>(sources, destinations, start, end),
            LaneWidth.Bits128 => Walk<Lane128<T>, T>(sources, destinations, start, end),
            _ => start,
        };
        Walk<Scalar<T>, T>(sources, destinations, done, end);
    }

    static int Walk<L, T>(ReadOnlySpan<nint> sources, ReadOnlySpan<nint> destinations, int start, int end)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sources.Length == 2 && destinations.Length == 1)
            return PairWalk<L, T>((T*)sources[0], (T*)sources[1], (T*)destinations[0], start, end);
        var i = start;
        for (; i <= end - L.Count; i += L.Count)
        {
            var sum = L.Load(in Unsafe.AsRef<T>((T*)sources[0] + i));
            for (var rank = 1; rank < sources.Length; rank++)
                sum += L.Load(in Unsafe.AsRef<T>((T*)sources[rank] + i));
            for (var destination = 0; destination < destinations.Length; destination++)
                L.Store(sum, ref Unsafe.AsRef<T>((T*)destinations[destination] + i));
        }
        return i;
    }

    static int PairWalk<L, T>(T* first, T* second, T* sum, int start, int end)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = start;
        for (; i <= end - L.Count; i += L.Count)
            L.Store(L.Load(in Unsafe.AsRef<T>(first + i)) + L.Load(in Unsafe.AsRef<T>(second + i)), ref Unsafe.AsRef<T>(sum + i));
        return i;
    }
}
