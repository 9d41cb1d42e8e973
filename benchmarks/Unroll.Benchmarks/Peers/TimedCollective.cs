using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using Unroll.Mpi;
using Unroll.Training.Collectives;

namespace Unroll.Benchmarks.Peers;

/// <summary>A collective that writes down when its sums begin and end.</summary>
sealed class TimedCollective(MpiCollective inner) : ICollective
{
    readonly List<(PendingSum Sum, int Bytes, long Began)> _pending = [];
    readonly List<(int Bytes, long Began, long Ended)> _sums = [];
    long _start;

    public int Rank => inner.Rank;

    public int Size => inner.Size;

    public bool Overlaps => inner.Overlaps;

    /// <summary>Begins a time line.</summary>
    public void Restart()
    {
        _sums.Clear();
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>The sums since: how long, and when they began and ended, in milliseconds.</summary>
    public IReadOnlyList<(int Bytes, double Began, double Ended)> Sums() => _sums.ConvertAll(sum => (sum.Bytes, After(sum.Began), After(sum.Ended)));

    public unsafe void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var began = Stopwatch.GetTimestamp();
        inner.Sum(values);
        _sums.Add((values.Length * sizeof(T), began, Stopwatch.GetTimestamp()));
    }

    public unsafe void BeginSum<T>(Memory<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var began = Stopwatch.GetTimestamp();
        _pending.Add((inner.BeginSum(values), values.Length * sizeof(T), began));
    }

    public void CompleteSums()
    {
        foreach (var (sum, bytes, began) in _pending)
        {
            inner.Complete(sum);
            _sums.Add((bytes, began, sum.Operation?.DoneAt ?? began));
        }
        _pending.Clear();
    }

    public void UseOrder(SumOrder order) => inner.UseOrder(order);

    public void Broadcast<T>(Span<T> values)
        where T : unmanaged => inner.Broadcast(values);

    public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes) => inner.BroadcastBytes(bytes);

    public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes) => inner.Gather(bytes);

    public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
        where T : unmanaged => inner.RequireSame(values, what, step);

    double After(long time) => Stopwatch.GetElapsedTime(_start, time).TotalMilliseconds;
}
