using System;
using System.Collections.Generic;
using Unroll.Numerics.Random;

namespace Unroll.Training.Batching;

/// <summary>
/// Cuts sequences into batches of like lengths, with nothing dropped: buckets of lengths near enough to keep to <see cref="BatchingOptions.MostPadding"/>, each cut into batches
/// as even in size as can be, shuffled within the buckets and then over all batches. The batches of an epoch depend on the lengths, the options, the seed and the epoch alone;
/// their number is the same in every epoch. Entering an epoch allocates nothing.
/// </summary>
public sealed class LengthBuckets
{
    readonly record struct Range(int Start, int Count);

    // Epochs are this far apart in the stream: more than an epoch draws.
    const int EpochShift = 40;

    readonly int[] _lengths;
    readonly int[] _sorted;      // sequence numbers in order of length
    readonly Range[] _buckets;   // pieces of _sorted
    readonly int[] _pieces;      // batches of each bucket
    readonly int[] _order;       // the epoch's: each bucket's sequences in the epoch's order
    readonly Range[] _batches;   // the epoch's: pieces of _order
    readonly RandomStream? _shuffle;
    long _epoch = -1;

    /// <summary>Sorts the lengths into buckets and enters epoch 0.</summary>
    /// <param name="lengths">Steps of each sequence, at least 1.</param>
    /// <param name="options">Sizes; the defaults where null.</param>
    /// <param name="seed">Decides on the order of every epoch.</param>
    /// <exception cref="ArgumentException">There is no sequence, or one has no step.</exception>
    public LengthBuckets(ReadOnlySpan<int> lengths, BatchingOptions? options = null, ulong seed = 0)
    {
        options ??= new BatchingOptions();
        if (lengths.IsEmpty)
            throw new ArgumentException("There are no sequences to make batches of; give at least one length.", nameof(lengths));
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 1)
                throw new ArgumentException($"Sequence {i} has length {lengths[i]}; a length is at least 1.", nameof(lengths));
        }
        _lengths = lengths.ToArray();
        _sorted = SortedByLength(_lengths);
        _order = new int[_lengths.Length];
        _shuffle = options.Shuffle ? new RandomStream(seed).Split("order") : null;
        _buckets = Cut(options.MostPadding);
        _pieces = new int[_buckets.Length];
        var batches = 0;
        for (var b = 0; b < _buckets.Length; b++)
            batches += _pieces[b] = PiecesOf(_buckets[b], options);
        _batches = new Range[batches];
        Enter(0);
    }

    /// <summary>Batches in every epoch.</summary>
    public int Count => _batches.Length;

    /// <summary>Sequences in all.</summary>
    public int Sequences => _lengths.Length;

    /// <summary>Groups of like lengths.</summary>
    public int Buckets => _buckets.Length;

    /// <summary>Sequences of the largest batch of any epoch.</summary>
    public int MostRows { get; private set; }

    /// <summary>Steps of the longest sequence.</summary>
    public int MostSteps => _lengths[_sorted[^1]];

    /// <summary>Whether sequences of different lengths may meet in a batch.</summary>
    public bool MayPad { get; private set; }

    /// <summary>The epoch whose batches are there.</summary>
    public long Epoch => _epoch;

    /// <summary>Numbers of the sequences in a batch of the epoch that was entered.</summary>
    public ReadOnlySpan<int> this[int batch] => _order.AsSpan(_batches[batch].Start, _batches[batch].Count);

    /// <summary>Steps of the longest sequence of a batch.</summary>
    public int StepsOf(int batch)
    {
        var longest = 0;
        foreach (var sequence in this[batch])
            longest = Math.Max(longest, _lengths[sequence]);
        return longest;
    }

    /// <summary>The share of all places of the epoch's batches that is padding: from 0 to below 1.</summary>
    public double PaddingShare
    {
        get
        {
            long places = 0, steps = 0;
            for (var batch = 0; batch < Count; batch++)
            {
                places += (long)StepsOf(batch) * this[batch].Length;
                foreach (var sequence in this[batch])
                    steps += _lengths[sequence];
            }
            return 1 - (double)steps / places;
        }
    }

    /// <summary>Makes the batches those of an epoch.</summary>
    /// <param name="epoch">From 0 to 2^24 − 1.</param>
    public void Enter(long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(epoch, 1L << (64 - EpochShift));
        if (epoch == _epoch)
            return;
        _sorted.CopyTo(_order, 0);
        _shuffle?.Position = (ulong)epoch << EpochShift;
        var next = 0;
        for (var b = 0; b < _buckets.Length; b++)
        {
            var (bucket, pieces) = (_buckets[b], _pieces[b]);
            _shuffle?.Shuffle(_order.AsSpan(bucket.Start, bucket.Count));
            for (var piece = 0; piece < pieces; piece++)
            {
                var start = (int)((long)bucket.Count * piece / pieces);
                var end = (int)((long)bucket.Count * (piece + 1) / pieces);
                _batches[next++] = new Range(bucket.Start + start, end - start);
            }
        }
        _shuffle?.Shuffle(_batches.AsSpan());
        _epoch = epoch;
    }

    // By length, then by number: not left to the sort, which is not stable.
    static int[] SortedByLength(int[] lengths)
    {
        var sorted = new int[lengths.Length];
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = i;
        Array.Sort(sorted, (a, b) => lengths[a] != lengths[b] ? lengths[a].CompareTo(lengths[b]) : a.CompareTo(b));
        return sorted;
    }

    // A bucket goes on for as long as its shortest sequence, beside its longest, would be padded by no more than the share allowed.
    Range[] Cut(double mostPadding)
    {
        var buckets = new List<Range>();
        for (var start = 0; start < _sorted.Length;)
        {
            var shortest = _lengths[_sorted[start]];
            var end = start + 1;
            while (end < _sorted.Length && _lengths[_sorted[end]] - shortest <= mostPadding * _lengths[_sorted[end]])
                end++;
            buckets.Add(new Range(start, end - start));
            start = end;
        }
        return [.. buckets];
    }

    int PiecesOf(Range bucket, BatchingOptions options)
    {
        var longest = _lengths[_sorted[bucket.Start + bucket.Count - 1]];
        var rows = Math.Clamp(options.MostPlaces / longest, 1, options.MostRows);
        var pieces = (bucket.Count + rows - 1) / rows;
        MostRows = Math.Max(MostRows, (bucket.Count + pieces - 1) / pieces);
        MayPad |= _lengths[_sorted[bucket.Start]] != longest;
        return pieces;
    }
}
