using System;

namespace Unroll.Numerics.Memory;

/// <summary>
/// One block of memory, 64-byte aligned and pinned, cut into the pieces that a <see cref="MemoryPlan"/> reserved.
/// Allocated once; nothing that runs inside it allocates again.
/// </summary>
/// <typeparam name="T">The number: a power of two of bytes, at most 8.</typeparam>
public sealed unsafe class Workspace<T>
    where T : unmanaged
{
    readonly T[] _block;   // pinned: the pointers below stay good for as long as this object lives
    readonly T* _start;
    readonly int _skipped;   // numbers before the first cache line

    /// <summary>Allocates what the plan asks for, filled with zeros.</summary>
    /// <exception cref="InsufficientMemoryException">The plan asks for more than the machine has; the message says how much.</exception>
    public Workspace(MemoryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var alignment = MemoryPlan.AlignmentBytes / sizeof(T);
        var count = plan.Count + alignment;   // a plan is at most 2^56 numbers: neither this nor the bytes overflow
        MemoryPlan.RequireAvailable(count * sizeof(T));
        if (count > Array.MaxLength)
            throw new InsufficientMemoryException($"A workspace of {count:N0} numbers was asked for; one holds at most {Array.MaxLength:N0}. Use fewer steps, rows or units.");
        _block = GC.AllocateArray<T>((int)count, pinned: true);
        fixed (T* p = _block)
        {
            _start = (T*)(((nint)p + MemoryPlan.AlignmentBytes - 1) & ~(nint)(MemoryPlan.AlignmentBytes - 1));
            _skipped = (int)(_start - p);
        }
        Count = plan.Count;
    }

    /// <summary>Numbers in the block.</summary>
    public long Count { get; }

    /// <summary>First number of the piece that was reserved.</summary>
    public T* this[Reservation piece]
    {
        get
        {
            RequireInside(piece);
            return _start + piece.Offset;
        }
    }

    /// <summary>The piece that was reserved, with its length.</summary>
    public Span<T> Span(Reservation piece)
    {
        RequireInside(piece);
        return _block.AsSpan(checked((int)(_skipped + piece.Offset)), checked((int)piece.Count));   // over the array, so that the span alone keeps it alive
    }

    /// <summary>The piece that was reserved, for who keeps it beyond a call; it keeps the whole block alive.</summary>
    public Memory<T> Memory(Reservation piece)
    {
        RequireInside(piece);
        return _block.AsMemory(checked((int)(_skipped + piece.Offset)), checked((int)piece.Count));
    }

    void RequireInside(Reservation piece)
    {
        // Written so that no sum can overflow.
        if (piece.Offset < 0 || piece.Count < 0 || piece.Offset > Count || piece.Count > Count - piece.Offset)
            ThrowOutside(piece);
    }

    void ThrowOutside(Reservation piece) => throw new ArgumentOutOfRangeException(
        nameof(piece), $"The piece of {piece.Count:N0} numbers at {piece.Offset:N0} is not inside this workspace of {Count:N0}. Was it reserved from another plan, or after the workspace was allocated?");
}
