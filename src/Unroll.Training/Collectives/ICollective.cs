using System;
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

    /// <summary>Copies rank 0's vector to all.</summary>
    void Broadcast<T>(Span<T> values)
        where T : unmanaged;

    /// <summary>Tells the others that this worker cannot go on, so that none waits for it for ever. Nothing to do where there are none.</summary>
    void Abort(Exception reason)
    {
    }
}
