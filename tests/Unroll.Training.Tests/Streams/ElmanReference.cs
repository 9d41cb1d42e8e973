using System;
using System.Linq;
using Unroll.Networks;

namespace Unroll.Training.Tests.Streams;

/// <summary>h = tanh(x W + h R + b), logits z = h V + c, cross-entropy: for every step on its own, forward from the part's start and back through its window, number by number.</summary>
sealed class ElmanReference
{
    const int I = Documents.Inputs, H = Documents.Hidden, C = Documents.Classes;

    readonly Network<double> _network;
    readonly int _length, _stride;
    readonly double[] _sum;

    internal ElmanReference(Network<double> network, int length, int stride)
    {
        (_network, _length, _stride) = (network, length, stride);
        _sum = new double[network.Parameters.Count];
    }

    internal double[] Gradient()
    {
        foreach (var (document, first, steps) in Documents.Parts)
        {
            var x = Documents.New().Inputs.RowsOf(document).Slice(first * I, steps * I).ToArray();
            var targets = Documents.New().Targets!.ClassesOf(document).Slice(first, steps).ToArray();
            for (var step = 0; step < steps; step++)
                AddStep(x, targets[step], step, Documents.StartOf(step, steps, _length, _stride));
        }
        return _sum;
    }

    void AddStep(double[] x, int target, int step, int start)
    {
        var h = States(x, step);
        var logits = Enumerable.Range(0, C).Select(c => Value("out.bias", 0, c, C) + Enumerable.Range(0, H).Sum(u => h[step + 1][u] * Value("out.weight", u, c, C))).ToArray();
        var total = logits.Sum(Math.Exp);
        var dz = logits.Select((z, c) => Math.Exp(z) / total - (c == target ? 1 : 0)).ToArray();
        var dh = new double[H];
        for (var c = 0; c < C; c++)
        {
            Add("out.bias", 0, c, C, dz[c]);
            for (var u = 0; u < H; u++)
            {
                Add("out.weight", u, c, C, h[step + 1][u] * dz[c]);
                dh[u] += Value("out.weight", u, c, C) * dz[c];
            }
        }
        for (var s = step; s >= start; s--)
            dh = Back(x, h, s, dh);
    }

    double[] Back(double[] x, double[][] h, int step, double[] dh)
    {
        var earlier = new double[H];
        for (var u = 0; u < H; u++)
        {
            var da = dh[u] * (1 - h[step + 1][u] * h[step + 1][u]);
            Add("rnn.0.bias", 0, u, H, da);
            for (var i = 0; i < I; i++)
                Add("rnn.0.input", i, u, H, x[step * I + i] * da);
            for (var v = 0; v < H; v++)
            {
                Add("rnn.0.recurrent", v, u, H, h[step][v] * da);
                earlier[v] += Value("rnn.0.recurrent", v, u, H) * da;
            }
        }
        return earlier;
    }

    // States after 0, 1, … steps, up to the step at hand.
    double[][] States(double[] x, int last)
    {
        var h = new double[last + 2][];
        h[0] = new double[H];
        for (var t = 0; t <= last; t++)
        {
            h[t + 1] = [.. Enumerable.Range(0, H).Select(u => Math.Tanh(Value("rnn.0.bias", 0, u, H)
                + Enumerable.Range(0, I).Sum(i => x[t * I + i] * Value("rnn.0.input", i, u, H))
                + Enumerable.Range(0, H).Sum(v => h[t][v] * Value("rnn.0.recurrent", v, u, H))))];
        }
        return h;
    }

    int PlaceOf(string name, int row, int column, int columns) => _network.Parameters.Segments.Single(segment => segment.Name == name).Offset + row * columns + column;

    double Value(string name, int row, int column, int columns) => _network.Parameters.Values[PlaceOf(name, row, column, columns)];

    void Add(string name, int row, int column, int columns, double gradient) => _sum[PlaceOf(name, row, column, columns)] += gradient;
}
