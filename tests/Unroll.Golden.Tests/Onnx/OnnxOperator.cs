using System.Collections.Generic;
using System.Linq;
using Unroll.Golden.Reference;

namespace Unroll.Golden.Onnx;

/// <summary>The attributes of an ONNX LSTM, GRU or RNN node, with the operators' defaults.</summary>
sealed record OnnxOperator
{
    /// <summary><c>LSTM</c>, <c>GRU</c> or <c>RNN</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Units, H.</summary>
    public required int Hidden { get; init; }

    /// <summary><c>forward</c>, <c>reverse</c> or <c>bidirectional</c>.</summary>
    public string Direction { get; init; } = "forward";

    /// <summary>Names of the activations, those of the reverse direction after those of the forward one; none: the operator's own.</summary>
    public IReadOnlyList<string> Activations { get; init; } = [];

    public IReadOnlyList<float> ActivationAlpha { get; init; } = [];

    public IReadOnlyList<float> ActivationBeta { get; init; } = [];

    /// <summary>The gates' inputs are cut to [−clip, clip]; null: not at all.</summary>
    public float? Clip { get; init; }

    /// <summary>GRU only: the reset gate after the recurrent product instead of before it.</summary>
    public bool LinearBeforeReset { get; init; }

    /// <summary>LSTM only: f = 1 − i.</summary>
    public bool InputForget { get; init; }

    /// <summary>0: time first; 1: batch first.</summary>
    public int Layout { get; init; }

    /// <summary>Directions, D: 1 or 2.</summary>
    public int Directions => Direction == "bidirectional" ? 2 : 1;

    /// <summary>Gates: 4, 3 or 1.</summary>
    public int Gates => Name switch { "LSTM" => 4, "GRU" => 3, _ => 1 };

    /// <summary>The activations f, g, h that the operator runs on, of one direction after the other.</summary>
    public OnnxActivation[] AllActivations()
    {
        string[] one = Name switch { "LSTM" => ["Sigmoid", "Tanh", "Tanh"], "GRU" => ["Sigmoid", "Tanh"], _ => ["Tanh"] };
        var own = Enumerable.Repeat(one, Directions).SelectMany(names => names).ToArray();
        var all = OnnxActivation.All(Activations.Count > 0 ? Activations : own, ActivationAlpha, ActivationBeta);
        Assert.Equal(own.Length, all.Length);
        return all;
    }
}
