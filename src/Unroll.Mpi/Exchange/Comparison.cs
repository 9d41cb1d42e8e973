using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Unroll.Training;
using Unroll.Training.Collectives;

namespace Unroll.Mpi.Exchange;

/// <summary>What the digests of all ranks say: the same, or who differs from whom and where.</summary>
static class Comparison
{
    /// <summary>Words that a rank brings: its step, and a digest for each part.</summary>
    internal const int Words = 1 + VectorDigest.Parts;

    /// <summary>The difference; null where there is none. All ranks come to the same.</summary>
    internal static RanksDifferException? Judge(MeetingOperation meeting, int ranks, string what, int count)
    {
        var all = new ulong[ranks][];
        for (var rank = 0; rank < ranks; rank++)
            all[rank] = MemoryMarshal.Cast<byte, ulong>(meeting.Payload(rank)).ToArray();
        return Judge(all, what, count);
    }

    internal static RanksDifferException? Judge(IReadOnlyList<ulong[]> all, string what, int count)
    {
        var steps = Enumerable.Range(0, all.Count).GroupBy(rank => all[rank][0]).ToList();
        if (steps.Count > 1)
            return new RanksDifferException($"The ranks are at different steps: {string.Join(", ", steps.Select(group => $"{RankList.Of(group)} at {group.Key}"))}.");
        // Most ranks are right, or the first of them where none has a majority.
        var right = Enumerable.Range(0, all.Count).GroupBy(rank => VectorDigest.Of(MemoryMarshal.AsBytes(all[rank].AsSpan()))).OrderByDescending(group => group.Count()).First().ToList();
        var wrong = Enumerable.Range(0, all.Count).Except(right).ToList();
        if (wrong.Count == 0)
            return null;
        var part = Enumerable.Range(0, VectorDigest.Parts).First(place => wrong.Any(rank => all[rank][1 + place] != all[right[0]][1 + place]));
        var (start, end) = PartRange.Of(count, 1, part, VectorDigest.Parts);
        return new RanksDifferException(
            $"Step {all[0][0]}: {what} of {RankList.Of(wrong)} {(wrong.Count == 1 ? "differs" : "differ")} from {RankList.Of(right)}, first in elements {start} to {end - 1} of {count}.")
        { FirstElement = start };
    }
}
