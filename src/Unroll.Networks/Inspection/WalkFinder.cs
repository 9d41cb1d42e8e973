using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;

namespace Unroll.Networks.Inspection;

/// <summary>Finds the walks of a network's layers, those inside other layers too, from the first layer to the last.</summary>
/// <remarks>Not those of a closed loop: it walks one step at a time in memory that the next step writes over, so that nothing is left to look at.</remarks>
static class WalkFinder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A walk with the layer that it is of.</summary>
    public readonly record struct Found(RecurrentLayer<T> Layer, RecurrentTrace<T> Trace, bool IsReversed);

    /// <summary>All walks.</summary>
    public static List<Found> Find(IReadOnlyList<ILayer<T>> layers, IReadOnlyList<LayerTrace<T>> traces)
    {
        var found = new List<Found>();
        for (var i = 0; i < layers.Count; i++)
            Add(found, layers[i], traces[i]);
        return found;
    }

    static void Add(List<Found> found, ILayer<T> layer, LayerTrace<T> trace)
    {
        switch (layer, trace)
        {
            case (RecurrentLayer<T> recurrent, RecurrentTrace<T> walk):
                found.Add(new(recurrent, walk, IsReversed: false));
                break;
            case (ReversedLayer<T> reversed, ReversedTrace<T> walk):
                found.Add(new(reversed.Direction, walk.Direction, IsReversed: true));
                break;
            case (BidirectionalLayer<T> both, BidirectionalTrace<T> walks):
                found.Add(new(both.ForwardDirection, walks.ForwardDirection, IsReversed: false));
                found.Add(new(both.BackwardDirection, walks.BackwardDirection, IsReversed: true));
                break;
            case (ResidualLayer<T> residual, ResidualTrace<T> inner):
                Add(found, residual.Inner, inner.Inner);
                break;
            default:
                break;   // a layer without a walk
        }
    }
}
