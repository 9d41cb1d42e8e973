using System;

namespace Unroll.Numerics.Memory;

/// <summary>Adds up what a network needs before any of it is allocated, so that a size that cannot be had is refused before any work.</summary>
public sealed class MemoryPlan
{
    internal const int AlignmentBytes = 64;
    const int AlignmentNumbers = 16;   // 64 bytes of floats; doubles are then aligned to 128

    const long LargestCount = 1L << 56;   // 64-bit sums of bytes and of rounded-up pieces stay far from overflow

    /// <summary>Numbers reserved so far, each piece rounded up to whole cache lines.</summary>
    public long Count { get; private set; }

    /// <summary>Reserves a piece that starts on a cache line.</summary>
    /// <param name="count">Numbers, at least 0.</param>
    /// <exception cref="InsufficientMemoryException">The plan would grow beyond what any workspace can count.</exception>
    public Reservation Reserve(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > LargestCount - Count)
            throw new InsufficientMemoryException($"{count:N0} numbers were asked for beside {Count:N0}; a plan holds at most {LargestCount:N0}. Use fewer steps, rows or units.");
        var piece = new Reservation(Count, count);
        Count += (count + AlignmentNumbers - 1) / AlignmentNumbers * AlignmentNumbers;
        return piece;
    }

    /// <summary>Refuses a size beyond the memory that the machine has.</summary>
    /// <exception cref="InsufficientMemoryException">With what was asked for and what there is.</exception>
    public static void RequireAvailable(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
            throw new InsufficientMemoryException($"{bytes:N0} bytes are needed and this machine has {available:N0}. Use fewer steps, rows or units.");
    }
}
