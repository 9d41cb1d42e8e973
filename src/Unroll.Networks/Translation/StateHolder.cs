using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;

namespace Unroll.Networks.Translation;

/// <summary>A layer that has states, as the walks of one trace: two of them where it reads both ways.</summary>
/// <param name="Layer">Where the layer stands in its network.</param>
/// <param name="Title">For messages.</param>
/// <param name="Cell">Name of the cell, or of the kind of layer where it is not one of ours.</param>
/// <param name="Walks">Its walks, the forward one first.</param>
sealed record StateHolder<T>(int Layer, string Title, string Cell, RecurrentTrace<T>[] Walks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The layers of a trace that have states, first layer first.</summary>
    public static List<StateHolder<T>> Of(Trace<T> trace)
    {
        var holders = new List<StateHolder<T>>();
        for (var layer = 0; layer < trace.Layers.Count; layer++)
        {
            var (cell, walks) = Look(trace.Owner.Layers[layer], trace.Layers[layer]);
            if (walks.Length > 0)
                holders.Add(new StateHolder<T>(layer, trace.Layers[layer].Title, cell, walks));
        }
        return holders;
    }

    /// <summary>Numbers of a state, all walks together.</summary>
    public int WidthOf(int state) => Walks.Sum(walk => walk.StateWidth(state));

    /// <summary>For messages: the cell and the widths of its states.</summary>
    public string Shape => $"{Cell}, {(Walks[0].States == 1 ? "state of width" : "states of widths")} {string.Join(" and ", Enumerable.Range(0, Walks[0].States).Select(WidthOf))}";

    static (string Cell, RecurrentTrace<T>[] Walks) Look(ILayer<T> layer, LayerTrace<T> trace) => (layer, trace) switch
    {
        (RecurrentLayer<T> one, RecurrentTrace<T> walk) => (one.Cell.Name, [walk]),
        (ReversedLayer<T> one, ReversedTrace<T> walk) => (one.Direction.Cell.Name, [walk.Direction]),
        (BidirectionalLayer<T> one, BidirectionalTrace<T> walk) => (one.ForwardDirection.Cell.Name, [walk.ForwardDirection, walk.BackwardDirection]),
        (ResidualLayer<T> one, ResidualTrace<T> walk) => Look(one.Inner, walk.Inner),
        (_, IStepwise<T> one) => (LayerTrace<T>.KindOf(layer), [.. one.Walks]),
        _ => ("", []),
    };
}
