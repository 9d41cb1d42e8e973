using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Synthetic;

/// <summary>
/// Cuts strings into batches of one length each, with nothing dropped: a length whose count the batch size does not divide has one smaller batch.
/// Membership and order of an epoch are a function of the stream and the epoch alone. Entering an epoch allocates nothing.
/// </summary>
sealed class LengthBatches
{
    readonly record struct Range(int Start, int Count);

    readonly int[] _sorted;      // string numbers in order of length
    readonly Range[] _buckets;   // one for each length that occurs: where its strings lie in _sorted
    readonly int[] _order;       // the epoch's: strings of each length in the epoch's order
    readonly Range[] _batches;   // the epoch's: pieces of _order
    readonly int _size;
    readonly RandomStream? _shuffle;
    int _epoch = -1;

    /// <summary>Batches of up to <paramref name="size"/> strings out of <paramref name="count"/> from <paramref name="first"/>; in the same order every epoch where <paramref name="shuffle"/> is null.</summary>
    public LengthBatches(BitStrings strings, int first, int count, int size, RandomStream? shuffle)
    {
        _size = size;
        _shuffle = shuffle;
        (_sorted, _buckets) = Sort(strings, first, count);
        _order = new int[count];
        var batches = 0;
        foreach (var bucket in _buckets)
            batches += (bucket.Count + size - 1) / size;
        _batches = new Range[batches];
    }

    /// <summary>Batches in an epoch.</summary>
    public int Count => _batches.Length;

    /// <summary>String numbers of a batch of the epoch that was entered; all of one length.</summary>
    public ReadOnlySpan<int> this[int batch] => _order.AsSpan(_batches[batch].Start, _batches[batch].Count);

    /// <summary>Makes the batches those of an epoch.</summary>
    public void Enter(int epoch)
    {
        if (epoch == _epoch)
            return;
        _sorted.CopyTo(_order, 0);
        var next = 0;
        // Epochs are 2^40 numbers apart in the stream, far more than an epoch draws.
        _shuffle?.Position = (ulong)epoch << 40;
        foreach (var bucket in _buckets)
        {
            _shuffle?.Shuffle(_order.AsSpan(bucket.Start, bucket.Count));
            for (var start = 0; start < bucket.Count; start += _size)
                _batches[next++] = new Range(bucket.Start + start, Math.Min(_size, bucket.Count - start));
        }
        _shuffle?.Shuffle(_batches.AsSpan());
        _epoch = epoch;
    }

    static (int[] Sorted, Range[] Buckets) Sort(BitStrings strings, int first, int count)
    {
        var ends = new int[strings.Longest + 2];   // counting sort: ends[n] is where strings of length n begin, then where they end
        for (var s = first; s < first + count; s++)
            ends[strings.LengthOf(s) + 1]++;
        for (var n = 1; n < ends.Length; n++)
            ends[n] += ends[n - 1];
        var sorted = new int[count];
        for (var s = first; s < first + count; s++)
            sorted[ends[strings.LengthOf(s)]++] = s;
        var buckets = new System.Collections.Generic.List<Range>();
        for (var n = 0; n <= strings.Longest; n++)
        {
            var start = n == 0 ? 0 : ends[n - 1];
            if (ends[n] > start)
                buckets.Add(new Range(start, ends[n] - start));
        }
        return (sorted, [.. buckets]);
    }
}
