using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;

namespace Unroll.Networks;

/// <summary>Finds from which number on gradients are final as a backward pass goes from layer to layer. Layers are planned in their order, so what lies behind is mostly final first.</summary>
static class FinalGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>By layer: the first of the numbers that are final, to the end, once the pass is through it.</summary>
    /// <param name="parameters">All of them.</param>
    /// <param name="layers">The layers of the pass, first layer first.</param>
    /// <param name="before">Layers over the same parameters that the pass is through before it comes to these.</param>
    public static int[] After(Parameters<T> parameters, IReadOnlyList<ILayer<T>> layers, IReadOnlyList<ILayer<T>> before)
    {
        var known = layers.Concat(before).SelectMany(layer => layer.Segments).ToHashSet();
        // What no layer names may be set by any.
        var open = parameters.Segments.Where(segment => !known.Contains(segment)).Select(End).DefaultIfEmpty(0).Max();
        var first = new int[layers.Count];
        for (var i = 0; i < layers.Count; i++)
        {
            first[i] = open;
            open = Math.Max(open, layers[i].Segments.Select(End).DefaultIfEmpty(0).Max());
        }
        return first;
    }

    static int End(ParameterSegment segment) => segment.Offset + segment.Count;
}
