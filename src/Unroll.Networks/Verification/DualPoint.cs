using System;
using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Verification;

/// <summary>
/// One unit of a cell at one random point: gates' sums, previous states, weights of its own, and the gradients that reach its new states and what it feeds.
/// Late gates' sums are drawn like all others: what the feed does to them through the recurrent weights is the walk's business.
/// </summary>
sealed class DualPoint<TCell>
    where TCell : struct, ICellMath
{
    // What stands where nothing was written yet. A previous state's gradient that still has it was not set; one that was added to is far off.
    const double Unset = 1234.5;

    static readonly CellLayout s_layout = TCell.Layout;

    readonly CellSettings? _settings;
    readonly double[] _gates, _previous, _weights, _later, _output, _feedGradient, _weightSums;
    readonly double[] _gradients = Filled(s_layout.Gates), _previousGradients = Filled(s_layout.States), _next = Filled(s_layout.States);
    double[] _kept = [], _found = [];
    readonly double[] _weightGradients;

    public DualPoint(RandomStream random, CellSettings? settings)
    {
        _settings = settings;
        _gates = Draw(random, s_layout.Gates);
        _previous = Draw(random, s_layout.States);
        _later = Draw(random, s_layout.States);
        _output = Draw(random, 1);
        _weights = Draw(random, Math.Max(1, s_layout.UnitWeights));
        _weightSums = Draw(random, _weights.Length);
        _feedGradient = Draw(random, 1);
        _weightGradients = (double[])_weightSums.Clone();
    }

    static bool IsStaged => s_layout.LateGates > 0;

    static double[] Draw(RandomStream random, int count)
    {
        var numbers = new double[count];
        foreach (ref var number in numbers.AsSpan())
            number = 1.5 * random.NextNormal();
        return numbers;
    }

    static double[] Filled(int count)
    {
        var numbers = new double[count];
        Array.Fill(numbers, Unset);
        return numbers;
    }

    /// <summary>The forward pass, sums and kept values in the same memory or not.</summary>
    public void RunForward<L>(bool shared)
        where L : struct, ILane<L, double>
    {
        var sums = (double[])_gates.Clone();
        _kept = shared ? sums : Filled(s_layout.Gates);
        _found = shared ? sums : _gradients;
        double feed = 0;
        var unit = new ForwardUnit<L, double>(ref sums[0], ref _kept[0], 1, ref _previous[0], ref _next[0], 1, ref _weights[0], 1, ref feed, _settings);
        if (IsStaged)
        {
            TCell.Early(unit);
            _kept.AsSpan(0, s_layout.EarlyGates).CopyTo(sums);
        }
        TCell.Forward(unit);
    }

    /// <summary>The backward pass, gradients in the memory of kept values where the forward pass shared it.</summary>
    public void RunBackward<L>()
        where L : struct, ILane<L, double>
    {
        double left = Unset;
        var plain = new BackwardUnit<L, double>(ref _kept[0], ref _found[0], 1, ref _previous[0], 1, ref _later[0], ref _output[0], ref _previousGradients[0], 1);
        var unit = new BackwardUnit<L, double>(plain, ref _weights[0], ref _weightGradients[0], 1, ref _feedGradient[0], ref left, _settings);
        TCell.Backward(unit);
        foreach (ref var gradient in _previousGradients.AsSpan())
            gradient = gradient == Unset ? 0 : gradient;
        if (IsStaged)
            TCell.EarlyBackward(unit);
    }

    /// <summary>Compares all that the backward pass found with the derivatives.</summary>
    public void Compare(ErrorMeter meter)
    {
        for (var gate = 0; gate < s_layout.Gates; gate++)
            meter.Add(_found[gate], Derivative(gate: gate));
        for (var state = 0; state < s_layout.States; state++)
            meter.Add(_previousGradients[state], Derivative(state: state));
        for (var weight = 0; weight < s_layout.UnitWeights; weight++)
            meter.Add(_weightGradients[weight] - _weightSums[weight], Derivative(weight: weight));
    }

    // Of the sum of new states and feed, each times the gradient that reaches it, by one quantity.
    double Derivative(int gate = -1, int state = -1, int weight = -1)
    {
        Dual[] sums = Duals(_gates, gate), previous = Duals(_previous, state), weights = Duals(_weights, weight), next = new Dual[s_layout.States];
        Dual feed = default;
        var unit = new ForwardUnit<Dual, Dual>(ref sums[0], ref sums[0], 1, ref previous[0], ref next[0], 1, ref weights[0], 1, ref feed, _settings);
        if (IsStaged)
            TCell.Early(unit);
        TCell.Forward(unit);
        var derivative = next[0].Derivative * _output[0] + feed.Derivative * _feedGradient[0];
        for (var s = 0; s < s_layout.States; s++)
            derivative += next[s].Derivative * _later[s];
        return derivative;
    }

    static Dual[] Duals(double[] values, int variable)
    {
        var duals = Array.ConvertAll(values, value => new Dual(value, 0));
        if (variable >= 0)
            duals[variable] = Dual.Variable(values[variable]);
        return duals;
    }
}
