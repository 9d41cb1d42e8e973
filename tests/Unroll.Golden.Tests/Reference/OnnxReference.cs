using System;
using System.Collections.Generic;
using Unroll.Golden.Onnx;

namespace Unroll.Golden.Reference;

/// <summary>
/// The ONNX operators LSTM, GRU and RNN, written from the equations of the operator specification (https://onnx.ai/onnx/operators/, versions 7 to 22). Where ours differs
/// in order or sign:
/// <list type="table">
/// <item><term>gates of W, R, B</term><description>LSTM i, o, f, c; GRU z, r, h; RNN one. Rows are outputs: <c>W [D, G·H, I]</c>, the transpose of ours.</description></item>
/// <item><term>biases</term><description>two, added, W's before R's in <c>B</c>; only the GRU's h with <c>linear_before_reset</c> keeps them apart.</description></item>
/// <item><term>peepholes P</term><description>i, o, f (not i, o, f, c: the candidate has none); i and f look at the state before, o at the new one.</description></item>
/// <item><term>input_forget</term><description>f = 1 − i; the rows of f in W, R, B and P are there and not used.</description></item>
/// <item><term>linear_before_reset</term><description>1: h̃ = g(Wx + r ⊙ (Rh + Rb) + Wb), the form of cuDNN and PyTorch; 0: h̃ = g(Wx + R(r ⊙ h) + Rb + Wb), the first form
/// of Cho et al. 2014.</description></item>
/// <item><term>update gate</term><description>h' = (1 − z) ⊙ h̃ + z ⊙ h: z keeps the old state, as in PyTorch.</description></item>
/// <item><term>clip</term><description>the whole input of a gate's activation, biases and peepholes included, is cut before it; the cell state inside h(c) is not.</description></item>
/// <item><term>layout 1</term><description>X <c>[B, T, I]</c>, Y <c>[B, T, D, H]</c>, states <c>[B, D, H]</c>; layout 0 has X <c>[T, B, I]</c>, Y <c>[T, D, B, H]</c>, states <c>[D, B, H]</c>.</description></item>
/// <item><term>sequence_lens</term><description>Y is zero from a row's length on; Y_h and Y_c are those of the row's own last step; the reverse direction
/// starts at the row's own last step, and its last one is step 0. A row of length 0 has zeros everywhere, initial states notwithstanding (ONNX Runtime's reading; the specification is silent).</description></item>
/// </list>
/// </summary>
sealed class OnnxReference
{
    readonly OnnxOperator _operator;
    readonly OnnxInputs _inputs;
    readonly int _hidden, _steps, _batch;
    readonly OnnxActivation[] _activations;   // f, g, h of the specification, for one direction after the other

    /// <summary>Runs the operator.</summary>
    public OnnxReference(OnnxOperator node, OnnxInputs inputs)
    {
        (_operator, _inputs, _hidden) = (node, inputs, node.Hidden);
        (_steps, _batch) = IsBatchFirst ? (inputs.X.Shape[1], inputs.X.Shape[0]) : (inputs.X.Shape[0], inputs.X.Shape[1]);
        _activations = node.AllActivations();
        Y = IsBatchFirst ? Block.Zeros(_batch, _steps, node.Directions, _hidden) : Block.Zeros(_steps, node.Directions, _batch, _hidden);
        FinalH = IsBatchFirst ? Block.Zeros(_batch, node.Directions, _hidden) : Block.Zeros(node.Directions, _batch, _hidden);
        FinalC = Block.Zeros([.. FinalH.Shape]);
        for (var direction = 0; direction < node.Directions; direction++)
        {
            for (var row = 0; row < _batch; row++)
                RunRow(direction, row);
        }
    }

    /// <summary>[T, D, B, H], or [B, T, D, H].</summary>
    public Block Y { get; }

    /// <summary>[D, B, H], or [B, D, H].</summary>
    public Block FinalH { get; }

    /// <summary>As <see cref="FinalH"/>; zeros where the operator has no c.</summary>
    public Block FinalC { get; }

    bool IsBatchFirst => _operator.Layout == 1;

    // A gate's function, of the clipped sum; 0 is f, 1 is g.
    Number Activate(int direction, int function, Number x) => Apply(direction, function, _operator.Clip is { } limit ? x.Clip(limit) : x);

    Number Apply(int direction, int function, Number x) => _activations[direction * (_activations.Length / _operator.Directions) + function].Of(x);

    void RunRow(int direction, int row)
    {
        var isReverse = _operator.Direction == "reverse" || direction == 1;
        var length = _inputs.SequenceLengths?[row] ?? _steps;
        var (h, c) = (Initial(_inputs.InitialH, direction, row), Initial(_inputs.InitialC, direction, row));
        for (var i = 0; i < length; i++)
        {
            var step = isReverse ? length - 1 - i : i;
            var x = IsBatchFirst ? _inputs.X.Row(row, step) : _inputs.X.Row(step, row);
            (h, c) = _operator.Name switch
            {
                "LSTM" => Lstm(direction, x, h, c),
                "GRU" => (Gru(direction, x, h), c),
                _ => (Vectors.For(_hidden, unit => Activate(direction, 0, FromInput(direction, 0, unit, x) + FromState(direction, 0, unit, h))), c),
            };
            if (IsBatchFirst)
                Y.SetRow(h, row, step, direction);
            else
                Y.SetRow(h, step, direction, row);
        }
        if (length > 0)
        {
            SetFinal(FinalH, h, direction, row);
            SetFinal(FinalC, c, direction, row);
        }
    }

    Number[] Initial(Block? given, int direction, int row) =>
        given is null ? Vectors.For(_hidden, _ => 0) : IsBatchFirst ? given.Row(row, direction) : given.Row(direction, row);

    void SetFinal(Block final, Number[] state, int direction, int row)
    {
        if (IsBatchFirst)
            final.SetRow(state, row, direction);
        else
            final.SetRow(state, direction, row);
    }

    // One unit's row of W times x, and its bias.
    Number FromInput(int direction, int gate, int unit, Number[] x)
    {
        var row = gate * _hidden + unit;
        return Vectors.Dot(_inputs.W.Row(direction, row), x) + (_inputs.B?[direction, row] ?? 0);
    }

    // One unit's row of R times h, and its bias, which stands behind all those of W.
    Number FromState(int direction, int gate, int unit, Number[] h)
    {
        var row = gate * _hidden + unit;
        return Vectors.Dot(_inputs.R.Row(direction, row), h) + (_inputs.B?[direction, _operator.Gates * _hidden + row] ?? 0);
    }

    Number Peephole(int direction, int place, int unit, Number c) => _inputs.P is { } p ? p[direction, place * _hidden + unit] * c : 0;

    (Number[] H, Number[] C) Lstm(int direction, Number[] x, Number[] h, Number[] c)
    {
        const int I = 0, O = 1, F = 2, C = 3;   // the same places for i, o, f in P
        Number Sum(int gate, int unit) => FromInput(direction, gate, unit, x) + FromState(direction, gate, unit, h);
        var (newH, newC) = (new Number[_hidden], new Number[_hidden]);
        for (var unit = 0; unit < _hidden; unit++)
        {
            var i = Activate(direction, 0, Sum(I, unit) + Peephole(direction, I, unit, c[unit]));
            var f = _operator.InputForget ? 1 - i : Activate(direction, 0, Sum(F, unit) + Peephole(direction, F, unit, c[unit]));
            newC[unit] = f * c[unit] + i * Activate(direction, 1, Sum(C, unit));
            var o = Activate(direction, 0, Sum(O, unit) + Peephole(direction, O, unit, newC[unit]));
            newH[unit] = o * Apply(direction, 2, newC[unit]);
        }
        return (newH, newC);
    }

    Number[] Gru(int direction, Number[] x, Number[] h)
    {
        const int Z = 0, R = 1, H = 2;
        Number Gate(int gate, int unit) => Activate(direction, 0, FromInput(direction, gate, unit, x) + FromState(direction, gate, unit, h));
        var r = Vectors.For(_hidden, unit => Gate(R, unit));
        var reset = Vectors.For(_hidden, unit => r[unit] * h[unit]);
        return Vectors.For(_hidden, unit =>
        {
            var z = Gate(Z, unit);
            var recurrent = _operator.LinearBeforeReset ? r[unit] * FromState(direction, H, unit, h) : FromState(direction, H, unit, reset);
            var candidate = Activate(direction, 1, FromInput(direction, H, unit, x) + recurrent);
            return (1 - z) * candidate + z * h[unit];
        });
    }
}
