using System;

namespace Unroll.Numerics.Memory;

/// <summary>
/// One block of memory, 64-byte aligned and pinned, cut into the pieces that a <see cref="MemoryPlan"/> reserved.
/// Allocated once; nothing that runs inside it allocates again.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class Workspace<T>
    where T : unmanaged
{
    readonly T[] _block;   // pinned: the pointers below stay good for as long as this object lives
    readonly T* _start;

    /// <summary>Allocates what the plan asks for, filled with zeros.</summary>
    /// <exception cref="InsufficientMemoryException">The plan asks for more than the machine has; the message says how much.</exception>
    public Workspace(MemoryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var alignment = MemoryPlan.AlignmentBytes / sizeof(T);
        var count = checked(plan.Count + alignment);
        MemoryPlan.RequireAvailable(checked(count * sizeof(T)));
        if (count > Array.MaxLength)
            throw new InsufficientMemoryException($"A workspace of {count:N0} numbers was asked for; one holds at most {Array.MaxLength:N0}. Use fewer steps, rows or units.");
        _block = GC.AllocateArray<T>((int)count, pinned: true);
        fixed (T* p = _block)
            _start = (T*)(((nint)p + MemoryPlan.AlignmentBytes - 1) & ~(nint)(MemoryPlan.AlignmentBytes - 1));
        Count = plan.Count;
    }

    /// <summary>Numbers in the block.</summary>
    public long Count { get; }

    /// <summary>The piece that was reserved.</summary>
    public T* this[Reservation piece] => _start + piece.Offset;

    /// <summary>The piece that was reserved, with its length.</summary>
    public Span<T> Span(Reservation piece) => new(_start + piece.Offset, checked((int)piece.Count));
}
