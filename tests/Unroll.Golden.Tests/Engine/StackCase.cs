using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;

namespace Unroll.Golden.Engine;

/// <summary>Any case of recurrent layers on the engine: what to build, what to run, and what the loss weighs. Time comes first everywhere, <c>[T, B, …]</c>.</summary>
sealed record StackCase
{
    /// <summary>Our cell.</summary>
    public required string Cell { get; init; }

    /// <summary>Choices of all layers; the walk is set by whoever runs the case.</summary>
    public required RecurrentOptions Options { get; init; }

    /// <summary>Units, H.</summary>
    public required int Hidden { get; init; }

    /// <summary>Weights by layer and direction.</summary>
    public required IReadOnlyList<IReadOnlyList<ForeignLayer>> Layers { get; init; }

    /// <summary>Directions of each layer, D.</summary>
    public int Directions => Layers[0].Count;

    /// <summary>Whether the one direction there is runs from each row's end to its start.</summary>
    public bool IsReverse { get; init; }

    public required int Steps { get; init; }

    public required int Batch { get; init; }

    /// <summary>Steps of each row; all of them where null.</summary>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>[T, B, I].</summary>
    public required double[] Input { get; init; }

    /// <summary>By state (h, c): <c>[layers · D, B, width]</c>, or null for zeros.</summary>
    public required IReadOnlyList<double[]?> Initial { get; init; }

    /// <summary>The loss's weight of each output, <c>[T, B, D · width]</c>.</summary>
    public required double[] OutputWeights { get; init; }

    /// <summary>The loss's weight of each final state, by state: <c>[layers · D, B, width]</c>.</summary>
    public required IReadOnlyList<double[]> FinalWeights { get; init; }

    /// <summary>The loss: outputs and final states times their weights, summed.</summary>
    public double Loss(StackResult result) =>
        Sum(OutputWeights, result.Outputs) + FinalWeights.Zip(result.Final, Sum).Sum();

    static double Sum(double[] weights, double[] numbers) => weights.Zip(numbers, (weight, number) => weight * number).Sum();
}
