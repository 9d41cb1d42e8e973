using System.Collections.Generic;

namespace Unroll.Golden.Engine;

/// <summary>What became of a <see cref="StackCase"/>, in the same shapes.</summary>
/// <param name="Outputs"><c>[T, B, D · width]</c>.</param>
/// <param name="Final">By state: <c>[layers · D, B, width]</c>.</param>
/// <param name="Gradients">Of the weights, by layer and direction.</param>
/// <param name="InputGradient"><c>[T, B, I]</c>.</param>
/// <param name="InitialGradients">By state: <c>[layers · D, B, width]</c>; null where nobody knows it.</param>
sealed record StackResult(
    double[] Outputs, IReadOnlyList<double[]> Final, IReadOnlyList<IReadOnlyList<ForeignLayer>> Gradients, double[] InputGradient, IReadOnlyList<double[]?> InitialGradients)
{
    /// <summary>Compares everything that is known with what was found.</summary>
    public void Require(StackResult found, Comparison comparison)
    {
        comparison.Require("output", Outputs, found.Outputs);
        Assert.Equal(Final.Count, found.Final.Count);
        for (var state = 0; state < Final.Count; state++)
        {
            comparison.Require($"final state {state}", Final[state], found.Final[state]);
            if (InitialGradients[state] is { } wanted)
                comparison.Require($"gradient of initial state {state}", wanted, found.InitialGradients[state]);
        }
        comparison.Require("gradient of the input", InputGradient, found.InputGradient);
        for (var layer = 0; layer < Gradients.Count; layer++)
        {
            for (var direction = 0; direction < Gradients[layer].Count; direction++)
                Require($"layer {layer}, direction {direction}", Gradients[layer][direction], found.Gradients[layer][direction], comparison);
        }
    }

    /// <summary>Compares the gradients of one direction's weights.</summary>
    public static void Require(string place, ForeignLayer wanted, ForeignLayer found, Comparison comparison)
    {
        void One(string kind, double[]? theirs, double[]? ours)
        {
            Assert.True(theirs is null == ours is null, $"{place}: only one side has a gradient of {kind}");
            if (theirs is not null)
                comparison.Require($"{place}, gradient of {kind}", theirs, ours);
        }
        One("W", wanted.Input, found.Input);
        One("R", wanted.Recurrent, found.Recurrent);
        One("the input's bias", wanted.InputBias, found.InputBias);
        One("the state's bias", wanted.StateBias, found.StateBias);
        One("the projection", wanted.Projection, found.Projection);
        One("peepholes", wanted.Peepholes, found.Peepholes);
    }
}
