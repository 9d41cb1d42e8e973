using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Numerics.Shapes;

namespace Unroll.Golden;

/// <summary>
/// A layer's parameters between PyTorch's layout and ours. Theirs: weights <c>[gates · H, I]</c>, two biases that are added (the second of the GRU's n stays inside
/// the reset product). Ours: W <c>[I, gates · H]</c> over the first gates, R over the last, one bias for each gate.
/// </summary>
/// <param name="cell">Our cell.</param>
/// <param name="name">Our segments' prefix.</param>
/// <param name="suffix">Their suffix, for example <c>l0</c>.</param>
/// <param name="prefix">Their prefix, empty or <c>rnn.</c>.</param>
sealed class TorchLayer(CellEntry cell, string name, string suffix, string prefix = "")
{
    // The gates in PyTorch's order; m is the recurrent part of n.
    static readonly Dictionary<string, string[]> s_gates = new() { ["elman"] = ["h"], ["lstm"] = ["i", "f", "g", "o"], ["gru"] = ["r", "z", "n"] };

    string TensorName(string kind) => $"{prefix}{kind}_{suffix}";

    int TorchGate(int gate) => Array.IndexOf(s_gates[cell.Name], cell.GateNames[gate] is "m" ? "n" : cell.GateNames[gate]);

    /// <summary>Writes their weights into our parameters.</summary>
    public void Load<T>(GoldenCase golden, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SetWeights(parameters.ValuesOf(Segment(parameters, "input")), golden.Numbers(TensorName("weight_ih")), isRecurrent: false);
        SetWeights(parameters.ValuesOf(Segment(parameters, "recurrent")), golden.Numbers(TensorName("weight_hh")), isRecurrent: true);
        if (!golden.Has(TensorName("bias_ih")))
            return;
        var (fromInput, fromState) = (golden.Numbers(TensorName("bias_ih")), golden.Numbers(TensorName("bias_hh")));
        var bias = parameters.ValuesOf(Segment(parameters, "bias"))[0];
        var hidden = bias.Length / cell.Layout.Gates;
        for (var i = 0; i < bias.Length; i++)
        {
            var (gate, theirs) = (i / hidden, TorchGate(i / hidden) * hidden + i % hidden);
            bias[i] = T.CreateChecked((IsFromInput(gate) ? fromInput[theirs] : 0) + (IsFromState(gate) ? fromState[theirs] : 0));
        }
    }

    bool IsFromInput(int gate) => gate < cell.Layout.GatesFromInput;

    bool IsFromState(int gate) => gate >= cell.Layout.InputGates;

    ParameterSegment Segment<T>(Parameters<T> parameters, string segment)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => parameters.Segments.Single(candidate => candidate.Name == $"{name}.{segment}");

    void SetWeights<T>(Matrix<T> ours, double[] theirs, bool isRecurrent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ForEach(ours, isRecurrent, (row, column, place) => ours[row][column] = T.CreateChecked(theirs[place]));

    void ForEach<T>(Matrix<T> ours, bool isRecurrent, Action<int, int, int> visit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var hidden = ours.Columns / (isRecurrent ? cell.Layout.GatesFromState : cell.Layout.GatesFromInput);
        var firstGate = isRecurrent ? cell.Layout.InputGates : 0;
        for (var row = 0; row < ours.Rows; row++)
        {
            for (var column = 0; column < ours.Columns; column++)
                visit(row, column, (TorchGate(firstGate + column / hidden) * hidden + column % hidden) * ours.Rows + row);
        }
    }

    /// <summary>Compares our gradients, brought into their layout, with theirs. <paramref name="gradients"/> is a flat vector like the parameters'.</summary>
    public void RequireGradients<T>(GoldenCase golden, Parameters<T> parameters, double[] gradients, Comparison comparison)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireWeights(golden, "weight_ih", parameters, "input", gradients, isRecurrent: false, comparison);
        RequireWeights(golden, "weight_hh", parameters, "recurrent", gradients, isRecurrent: true, comparison);
        if (!golden.Has(TensorName("bias_ih")))
            return;
        RequireBias(golden, "bias_ih", parameters, gradients, IsFromInput, comparison);
        RequireBias(golden, "bias_hh", parameters, gradients, IsFromState, comparison);
    }

    void RequireWeights<T>(GoldenCase golden, string kind, Parameters<T> parameters, string segment, double[] gradients, bool isRecurrent, Comparison comparison)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ours = Segment(parameters, segment);
        var found = new double[ours.Count];
        ForEach(parameters.GradientsOf(ours), isRecurrent, (row, column, place) => found[place] = gradients[ours.Offset + row * ours.Columns + column]);
        comparison.Require($"grad.{TensorName(kind)}", golden.Numbers($"grad.{TensorName(kind)}"), found);
    }

    void RequireBias<T>(GoldenCase golden, string kind, Parameters<T> parameters, double[] gradients, Predicate<int> isFed, Comparison comparison)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ours = Segment(parameters, "bias");
        var wanted = golden.Numbers($"grad.{TensorName(kind)}");
        var hidden = ours.Count / cell.Layout.Gates;
        var found = new double[wanted.Length];
        for (var i = 0; i < ours.Count; i++)
        {
            if (isFed(i / hidden))
                found[TorchGate(i / hidden) * hidden + i % hidden] = gradients[ours.Offset + i];
        }
        comparison.Require($"grad.{TensorName(kind)}", wanted, found);
    }
}
