using System;
using System.Collections.Generic;
using System.Numerics;

namespace Unroll.Training.Collectives;

/// <summary>One worker alone: sums and broadcasts leave everything as it is.</summary>
public sealed class SingleProcess : ICollective
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
    }

    /// <inheritdoc/>
    public void Broadcast<T>(Span<T> values)
        where T : unmanaged
    {
    }

    /// <inheritdoc/>
    public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes) => bytes.ToArray();

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes) => [bytes.ToArray()];

    /// <inheritdoc/>
    public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
        where T : unmanaged
    {
    }
}
