using System;

namespace Unroll.Numerics.Memory;

/// <summary>A piece of a workspace yet to be allocated: where it will start and how many numbers it holds.</summary>
/// <param name="Offset">Numbers from the start of the workspace.</param>
/// <param name="Count">Numbers.</param>
public readonly record struct Reservation(long Offset, long Count);

/// <summary>Adds up what a network needs before any of it is allocated, so that a size that cannot be had is refused before any work.</summary>
public sealed class MemoryPlan
{
    internal const int AlignmentBytes = 64;
    const int AlignmentNumbers = 16;   // 64 bytes of floats; doubles are then aligned to 128

    /// <summary>Numbers reserved so far.</summary>
    public long Count { get; private set; }

    /// <summary>Reserves a piece that starts on a cache line.</summary>
    public Reservation Reserve(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var piece = new Reservation(Count, count);
        Count = checked(Count + (count + AlignmentNumbers - 1) / AlignmentNumbers * AlignmentNumbers);
        return piece;
    }

    /// <summary>Refuses a size beyond the memory that the machine has.</summary>
    /// <exception cref="InsufficientMemoryException">With what was asked for and what there is.</exception>
    public static void RequireAvailable(long bytes)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
            throw new InsufficientMemoryException($"{bytes:N0} bytes are needed and this machine has {available:N0}. Use fewer steps, rows or units.");
    }
}
