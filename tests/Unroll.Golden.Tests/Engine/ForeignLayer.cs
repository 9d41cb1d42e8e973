using System.Collections.Generic;

namespace Unroll.Golden.Engine;

/// <summary>One direction of a layer, its weights or their gradients, as another system lays them out: rows are outputs, gates in blocks of H rows, two biases that are added.</summary>
/// <param name="Gates">Its gates in its order, by our names: i, f, g, o; r, z, n; h.</param>
/// <param name="Input">W: <c>[G · H, I]</c>.</param>
/// <param name="Recurrent">R: <c>[G · H, H or P]</c>.</param>
/// <param name="InputBias"><c>[G · H]</c>, or null for none.</param>
/// <param name="StateBias"><c>[G · H]</c>, or null for none.</param>
/// <param name="Projection"><c>[P, H]</c>, or null for none.</param>
/// <param name="Peepholes"><c>[3 · H]</c>, of <see cref="PeepholeGates"/>, or null for none.</param>
sealed record ForeignLayer(
    IReadOnlyList<string> Gates, double[] Input, double[] Recurrent, double[]? InputBias, double[]? StateBias, double[]? Projection = null, double[]? Peepholes = null)
{
    /// <summary>The order of PyTorch's LSTM and GRU.</summary>
    public static readonly IReadOnlyList<string> TorchLstm = ["i", "f", "g", "o"], TorchGru = ["r", "z", "n"], Elman = ["h"];

    /// <summary>The order of ONNX's LSTM (i, o, f, c) and GRU (z, r, h).</summary>
    public static readonly IReadOnlyList<string> OnnxLstm = ["i", "o", "f", "g"], OnnxGru = ["z", "r", "n"];

    /// <summary>The order of ONNX's peepholes.</summary>
    public static readonly IReadOnlyList<string> PeepholeGates = ["i", "o", "f"];

    /// <summary>Zeros of the same shapes.</summary>
    public ForeignLayer Zeros() => new(Gates, Zeros(Input)!, Zeros(Recurrent)!, Zeros(InputBias), Zeros(StateBias), Zeros(Projection), Zeros(Peepholes));

    static double[]? Zeros(double[]? like) => like is null ? null : new double[like.Length];
}
