using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Unrolling;

namespace Unroll.Networks.Streaming;

/// <summary>A layer's trace that can go on where it stopped: what it writes at a step depends on that step and on the states of the walks inside it, on nothing else.</summary>
/// <remarks>A recurrent layer need not say so, and one that is wrapped is asked for. Random masks of training are no state: each pass draws its own. A layer that reads ahead (both directions) or makes one step of many (a mean) must not.</remarks>
/// <typeparam name="T">The number.</typeparam>
public interface IStepwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The walks inside it, in a fixed order; none where it has no state.</summary>
    /// <exception cref="System.ArgumentException">It wraps a layer that needs whole sequences; the message names that one.</exception>
    IReadOnlyList<RecurrentTrace<T>> Walks { get; }
}
