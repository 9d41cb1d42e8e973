using System;
using System.Runtime.CompilerServices;

namespace Unroll.Training;

/// <summary>Takes flat vectors that start on a cache line, so that no vector load straddles two.</summary>
static class AlignedVector
{
    const int AlignmentBytes = 64;

    /// <summary>A vector of zeros of this length; pinned, so that it stays aligned.</summary>
    internal static unsafe Memory<T> Allocate<T>(int count)
        where T : unmanaged
    {
        if (count == 0)
            return default;
        var slack = AlignmentBytes / sizeof(T);
        var block = GC.AllocateArray<T>(checked(count + slack), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref block[0]);
        var skip = (int)((-address & (AlignmentBytes - 1)) / sizeof(T));
        return block.AsMemory(skip, count);
    }
}
