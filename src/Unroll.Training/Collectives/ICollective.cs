using System;
using System.Collections.Generic;
using System.Numerics;

namespace Unroll.Training.Collectives;

/// <summary>What workers that train together must be able to do. All of them call the same members in the same order.</summary>
public interface ICollective
{
    /// <summary>This worker's number, from 0.</summary>
    int Rank { get; }

    /// <summary>Workers in all.</summary>
    int Size { get; }

    /// <summary>Replaces every worker's vector by the sum over all, added in the order of their ranks, so that the bits are the same everywhere and every time.</summary>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether a sum that was begun moves on while its caller works. The same at all workers.</summary>
    bool Overlaps => false;

    /// <summary>Chooses the order of the sums that follow; all workers choose the same. <see cref="SumOrder.Ordered"/> unless this is called.</summary>
    void UseOrder(SumOrder order)
    {
    }

    /// <summary>Begins a sum, as <see cref="Sum{T}"/> would make it. Until <see cref="CompleteSums"/> nobody may touch the vector; all workers begin the same sums in the same order.</summary>
    void BeginSum<T>(Memory<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Sum(values.Span);

    /// <summary>Waits until all sums that were begun are over.</summary>
    void CompleteSums()
    {
    }

    /// <summary>Copies rank 0's vector to all.</summary>
    void Broadcast<T>(Span<T> values)
        where T : unmanaged;

    /// <summary>Rank 0's bytes, of any length, to all.</summary>
    /// <param name="bytes">At rank 0 what is sent; not looked at elsewhere.</param>
    /// <returns>A copy of rank 0's bytes.</returns>
    byte[] BroadcastBytes(ReadOnlySpan<byte> bytes);

    /// <summary>Every rank's bytes, of any length, to rank 0.</summary>
    /// <param name="bytes">This rank's.</param>
    /// <returns>At rank 0 the bytes of all, by rank; elsewhere nothing.</returns>
    IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes);

    /// <summary>Compares a vector that must be the same everywhere.</summary>
    /// <param name="values">The vector.</param>
    /// <param name="what">What it is, for the message: "the parameters".</param>
    /// <param name="step">The training step that all are at.</param>
    /// <exception cref="RanksDifferException">The ranks differ; all of them throw the same.</exception>
    void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
        where T : unmanaged;

    /// <summary>Says that the next call may be waited for much longer than others: another worker has something to do by itself first. Nothing to do where waiting has no limit.</summary>
    void ExpectDelay()
    {
    }

    /// <summary>Tells the others that this worker cannot go on, so that none waits for it for ever. Nothing to do where there are none.</summary>
    void Abort(Exception reason)
    {
    }
}
