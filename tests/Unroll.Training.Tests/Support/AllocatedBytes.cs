using System;

namespace Unroll.Training.Tests.Support;

/// <summary>Counts what work allocates on this thread.</summary>
static class AllocatedBytes
{
    /// <summary>The least of five times: a collection that another test sets off in the middle is charged to this thread now and then.</summary>
    internal static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
