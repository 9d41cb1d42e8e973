using System;

namespace Unroll.Golden.Reference;

/// <summary>
/// One step of one direction of a layer for one row, from the equations of PyTorch's documentation of <c>RNN</c>, <c>LSTM</c> and <c>GRU</c>. Rows of the weights are
/// outputs, gates in blocks of H rows: LSTM i, f, g, o; GRU r, z, n. Both biases are added, W's and R's; only the GRU's n keeps them apart.
/// </summary>
sealed class TorchCell(TorchModule module, Func<string, Block?> weights, string suffix)
{
    readonly Block _w = weights($"{module.Prefix}weight_ih_{suffix}")!, _r = weights($"{module.Prefix}weight_hh_{suffix}")!;
    readonly Block? _inputBias = weights($"{module.Prefix}bias_ih_{suffix}"), _stateBias = weights($"{module.Prefix}bias_hh_{suffix}");
    readonly Block? _projection = module.Projection > 0 ? weights($"{module.Prefix}weight_hr_{suffix}") : null;

    /// <summary>The states after a step, h of width P or H and c of width H.</summary>
    public (Number[] H, Number[] C) Step(Number[] x, Number[] h, Number[] c) => module.Cell switch
    {
        "LSTM" => Lstm(x, h, c),
        "GRU" => (Gru(x, h), c),
        "RNN_RELU" => (Vectors.For(module.Hidden, unit => (FromInput(0, unit, x) + FromState(0, unit, h)).Relu()), c),
        _ => (Vectors.For(module.Hidden, unit => (FromInput(0, unit, x) + FromState(0, unit, h)).Tanh()), c),
    };

    Number FromInput(int gate, int unit, Number[] x) => Vectors.Dot(_w.Row(gate * module.Hidden + unit), x) + (_inputBias?[gate * module.Hidden + unit] ?? 0);

    Number FromState(int gate, int unit, Number[] h) => Vectors.Dot(_r.Row(gate * module.Hidden + unit), h) + (_stateBias?[gate * module.Hidden + unit] ?? 0);

    (Number[] H, Number[] C) Lstm(Number[] x, Number[] h, Number[] c)
    {
        const int I = 0, F = 1, G = 2, O = 3;
        Number Sum(int gate, int unit) => FromInput(gate, unit, x) + FromState(gate, unit, h);
        var newC = Vectors.For(module.Hidden, unit => Sum(F, unit).Sigmoid() * c[unit] + Sum(I, unit).Sigmoid() * Sum(G, unit).Tanh());
        var newH = Vectors.For(module.Hidden, unit => Sum(O, unit).Sigmoid() * newC[unit].Tanh());
        // h' = W_hr h, without bias; c keeps its width.
        return (_projection is { } p ? Vectors.For(module.Projection, unit => Vectors.Dot(p.Row(unit), newH)) : newH, newC);
    }

    Number[] Gru(Number[] x, Number[] h)
    {
        const int R = 0, Z = 1, N = 2;
        return Vectors.For(module.Hidden, unit =>
        {
            var r = (FromInput(R, unit, x) + FromState(R, unit, h)).Sigmoid();
            var z = (FromInput(Z, unit, x) + FromState(Z, unit, h)).Sigmoid();
            var n = (FromInput(N, unit, x) + r * FromState(N, unit, h)).Tanh();
            return (1 - z) * n + z * h[unit];
        });
    }
}
