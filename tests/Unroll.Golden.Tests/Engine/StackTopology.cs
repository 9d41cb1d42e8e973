using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;

namespace Unroll.Golden.Engine;

/// <summary>The one place that knows how the engine builds a layer of one or two directions, what it calls its parameters, and where each direction's trace is.</summary>
static class StackTopology
{
    /// <summary>Whether the engine can build the case; what it cannot is named in <see cref="NotYet"/>.</summary>
    public static bool CanBuild(StackCase stack) => stack.Directions is 1 or 2;

    /// <summary>A layer of the stack; the first reads the input, the others what all directions below wrote.</summary>
    public static ILayer<T> NewLayer<T>(ParameterPlan plan, int layer, StackCase stack, RecurrentOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outputs = options.Projection > 0 ? options.Projection : stack.Hidden;
        var inputs = layer == 0 ? stack.Input.Length / (stack.Steps * stack.Batch) : outputs * stack.Directions;
        if (stack.Directions == 2)
            return new BidirectionalLayer<T>(plan, $"{layer}", stack.Cell, inputs, stack.Hidden, Merge.Concatenate, options);
        return stack.IsReverse
            ? new ReversedLayer<T>(plan, $"{layer}", stack.Cell, inputs, stack.Hidden, options)
            : new RecurrentLayer<T>(plan, $"{layer}", stack.Cell, inputs, stack.Hidden, options);
    }

    /// <summary>The prefix of the names of one direction's parameters.</summary>
    public static string SegmentsOf(int layer, int direction, StackCase stack) =>
        stack.Directions == 1 ? $"{layer}" : direction == 0 ? $"{layer}.forward" : $"{layer}.backward";

    /// <summary>One direction's walk.</summary>
    public static RecurrentTrace<T> TraceOf<T>(Trace<T> trace, int layer, int direction, StackCase stack)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => trace.Layers[layer] switch
        {
            BidirectionalTrace<T> both => direction == 0 ? both.ForwardDirection : both.BackwardDirection,
            ReversedTrace<T> one => one.Direction,
            var walk => (RecurrentTrace<T>)walk,
        };
}
