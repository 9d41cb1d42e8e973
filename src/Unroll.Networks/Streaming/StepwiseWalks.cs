using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;

namespace Unroll.Networks.Streaming;

/// <summary>The walks inside a layer's trace, which are all that has to be kept for it to go on where it stopped.</summary>
static class StepwiseWalks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The walks in a fixed order.</summary>
    /// <exception cref="ArgumentException">The layer needs whole sequences; the message names it.</exception>
    public static IReadOnlyList<RecurrentTrace<T>> Of(LayerTrace<T> trace) => trace switch
    {
        IStepwise<T> stepwise => stepwise.Walks,
        RecurrentTrace<T> walk => [walk],
        _ => throw new ArgumentException($"{trace.Title} needs whole sequences and cannot go on from where it stopped; run it over whole sequences, or use a layer that reads one step after another.", nameof(trace)),
    };
}
