using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Collectives;

/// <summary>
/// A worker of several in one process, each on its own thread. A sum is cut into slices, one for each worker; a slice's worker adds the vectors of all
/// in the order of ranks and writes the result to all, so the bits are those of one thread adding rank by rank.
/// </summary>
public sealed unsafe class InProcess : ICollective
{
    const int SliceGrain = 64;   // slices end on cache lines of their own

    readonly Group _group;

    InProcess(Group group, int rank)
    {
        _group = group;
        Rank = rank;
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size => _group.Posts.Length;

    /// <summary>A group of workers that belong together.</summary>
    /// <param name="workers">Workers: 1 to 1,024.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static IReadOnlyList<InProcess> Create(int workers)
    {
        var size = (int)OptionRange.Whole(workers, 1, 1024, "Workers");
        var group = new Group(size);
        var members = new InProcess[size];
        for (var rank = 0; rank < size; rank++)
            members[rank] = new InProcess(group, rank);
        return members;
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">Another worker gave up.</exception>
    /// <exception cref="InvalidOperationException">The workers' vectors differ in length or kind.</exception>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* start = values)
        {
            var same = Meet(start, values.Length, typeof(T));
            if (same)
                AddSlice<T>(values.Length);
            _group.Meeting.WaitForAll();
            ThrowUnless(same);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">Another worker gave up.</exception>
    /// <exception cref="InvalidOperationException">The workers' vectors differ in length or kind.</exception>
    public void Broadcast<T>(Span<T> values)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            var same = Meet(start, values.Length, typeof(T));
            if (same && Rank > 0)
                new ReadOnlySpan<T>((T*)_group.Starts[0], values.Length).CopyTo(values);
            _group.Meeting.WaitForAll();
            ThrowUnless(same);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">Another worker gave up.</exception>
    public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            Post(start, bytes.Length, typeof(byte));
            _group.Meeting.Wait();
            try
            {
                return new ReadOnlySpan<byte>((byte*)_group.Starts[0], _group.Posts[0].Count).ToArray();
            }
            finally
            {
                _group.Meeting.WaitForAll();   // also where there was no memory for it: the others must get away
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">Another worker gave up.</exception>
    public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            Post(start, bytes.Length, typeof(byte));
            _group.Meeting.Wait();
            try
            {
                var all = new byte[Rank == 0 ? Size : 0][];
                for (var rank = 0; rank < all.Length; rank++)
                    all[rank] = new ReadOnlySpan<byte>((byte*)_group.Starts[rank], _group.Posts[rank].Count).ToArray();
                return all;
            }
            finally
            {
                _group.Meeting.WaitForAll();   // as above
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">Another worker gave up.</exception>
    /// <exception cref="InvalidOperationException">The workers' vectors differ in length or kind.</exception>
    public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(what);
        string? difference;
        fixed (T* start = values)
        {
            var same = Meet(start, values.Length, typeof(T));
            difference = same ? Difference<T>(values.Length, what, step) : null;
            _group.Meeting.WaitForAll();
            ThrowUnless(same);
        }
        if (difference is not null)
            throw new RanksDifferException(difference);
    }

    // Every worker looks at all vectors and comes to the same.
    string? Difference<T>(int count, string what, long step)
        where T : unmanaged
    {
        var first = new ReadOnlySpan<byte>((byte*)_group.Starts[0], checked(count * sizeof(T)));
        for (var rank = 1; rank < Size; rank++)
        {
            var place = first.CommonPrefixLength(new ReadOnlySpan<byte>((byte*)_group.Starts[rank], first.Length));
            if (place < first.Length)
                return $"Step {step}: {what} of rank {rank} differ from those of rank 0, first in element {place / sizeof(T)} of {count}.";
        }
        return null;
    }

    /// <inheritdoc/>
    public void Abort(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _group.Meeting.Abort(Rank, reason);
    }

    // Shows the others where this worker's vector is.
    void Post(void* start, int count, Type type)
    {
        _group.Posts[Rank] = new Posted(count, type);
        _group.Starts[Rank] = (nint)start;
    }

    // Meets the others with a vector; true when all vectors are of one kind and length. All workers come to the same answer.
    bool Meet(void* start, int count, Type type)
    {
        Post(start, count, type);
        _group.Meeting.Wait();
        var posts = _group.Posts;
        foreach (ref readonly var post in posts.AsSpan())
        {
            if (post.Count != posts[0].Count || post.Type != posts[0].Type)
                return false;
        }
        return true;
    }

    static void ThrowUnless(bool same)
    {
        if (!same)
            throw new InvalidOperationException("The workers came with vectors of different lengths or kinds; all must call the same members in the same order.");
    }

    void AddSlice<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (start, end) = PartRange.Of(count, SliceGrain, Rank, Size);
        RankOrder.Add<T>(_group.Starts, _group.Starts, start, end, _group.Width);
    }

    readonly record struct Posted(int Count, Type Type);

    sealed class Group(int size)
    {
        internal readonly Posted[] Posts = new Posted[size];
        internal readonly nint[] Starts = new nint[size];   // of their vectors
        internal readonly Meeting Meeting = new(size);
        internal readonly LaneWidth Width = LaneWidths.Widest;
    }
}
