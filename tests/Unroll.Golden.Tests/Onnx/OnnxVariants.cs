using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Golden.Reference;

namespace Unroll.Golden.Onnx;

/// <summary>
/// What the operators allow and no golden case has: every attribute, alone and with others. Nobody else's numbers are known for these;
/// the reference stands in, which the golden cases have pinned down in everything else.
/// </summary>
static class OnnxVariants
{
    const int Steps = 5, Batch = 4, Width = 2, Hidden = 3;

    static readonly Dictionary<string, OnnxOperator> s_operators = new()
    {
        ["lstm"] = New("LSTM"),
        ["lstm with clip"] = New("LSTM") with { Clip = 0.3f },
        ["lstm with peepholes, coupled, clip"] = New("LSTM") with { Clip = 0.3f, InputForget = true },
        ["lstm with activations"] = New("LSTM") with { Activations = ["HardSigmoid", "Softsign", "Relu"], ActivationAlpha = [0.3f], ActivationBeta = [0.4f] },
        ["lstm with identities"] = New("LSTM") with { Activations = ["Sigmoid", "Affine", "Affine"] },
        ["lstm reverse"] = New("LSTM") with { Direction = "reverse" },
        ["lstm reverse, layout 1"] = New("LSTM") with { Direction = "reverse", Layout = 1 },
        ["lstm bidirectional, layout 1"] = New("LSTM") with { Direction = "bidirectional", Layout = 1 },
        ["lstm layout 1"] = New("LSTM") with { Layout = 1 },
        ["gru"] = New("GRU"),
        ["gru linear before reset"] = New("GRU") with { LinearBeforeReset = true },
        ["gru with clip"] = New("GRU") with { Clip = 0.3f },
        ["gru linear before reset with clip"] = New("GRU") with { Clip = 0.3f, LinearBeforeReset = true },
        ["gru with activations"] = New("GRU") with { Activations = ["HardSigmoid", "Softsign"] },
        ["gru linear before reset with activations, layout 1"] = New("GRU") with { Activations = ["HardSigmoid", "Relu"], LinearBeforeReset = true, Layout = 1 },
        ["gru reverse"] = New("GRU") with { Direction = "reverse" },
        ["rnn"] = New("RNN"),
        ["rnn with clip and relu"] = New("RNN") with { Clip = 0.3f, Activations = ["Relu"] },
        ["rnn with hard sigmoid"] = New("RNN") with { Activations = ["HardSigmoid"], ActivationAlpha = [0.25f], ActivationBeta = [0.55f] },
        ["rnn reverse"] = New("RNN") with { Direction = "reverse" },
        ["rnn bidirectional"] = New("RNN") with { Direction = "bidirectional" },
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. s_operators.Keys];

    static OnnxOperator New(string name) => new() { Name = name, Hidden = Hidden };

    /// <summary>The operator of a name.</summary>
    public static OnnxOperator Operator(string name) => s_operators[name];

    /// <summary>Inputs for it: all there are, with a length for each row.</summary>
    public static OnnxInputs Inputs(string name)
    {
        var node = Operator(name);
        var (directions, gates, isLstm) = (node.Directions, node.Gates, node.Name == "LSTM");
        int[] state = node.Layout == 1 ? [Batch, directions, Hidden] : [directions, Batch, Hidden];
        return new OnnxInputs
        {
            X = Fill(1, node.Layout == 1 ? [Batch, Steps, Width] : [Steps, Batch, Width]),
            W = Fill(2, directions, gates * Hidden, Width),
            R = Fill(3, directions, gates * Hidden, Hidden),
            B = Fill(4, directions, 2 * gates * Hidden),
            SequenceLengths = [3, Steps, 1, 4],
            InitialH = Fill(5, state),
            InitialC = isLstm ? Fill(6, state) : null,
            P = name.Contains("peephole", StringComparison.Ordinal) ? Fill(7, directions, 3 * Hidden) : null,
        };
    }

    // Numbers from −0.8 to 0.8 without a pattern that a wrong order could hide in.
    static Block Fill(int seed, params int[] shape)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        return new Block(shape, Enumerable.Range(0, count).Select(i => 0.8 * Math.Sin(seed * 12.9898 + i * 78.233)));
    }
}
