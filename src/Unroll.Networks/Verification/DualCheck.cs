using System;
using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Verification;

/// <summary>Rung 1: a cell's backward equations against the exact derivatives of its forward equations, at random points, with separate and with shared memory.</summary>
public static class DualCheck
{
    /// <summary>Dual numbers carry no error of differences: only rounding is allowed for.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>Checks a cell of the catalog.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="points">Random points, each with its own state and gradients.</param>
    /// <param name="random">Where the points come from.</param>
    public static LadderResult Run(CellEntry cell, int points, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Accept(new Visitor(cell.Name, points, random));
    }

    /// <summary>Checks any cell, of the catalog or not.</summary>
    public static LadderResult Run<TCell>(string name, int points, RandomStream random)
        where TCell : struct, ICellMath => Run<TCell, Scalar<double>, Scalar<double>>(name, points, random);

    /// <summary>The same with lanes to run the two passes on, so that a test can let them compute wrongly. The derivatives stay those of the true forward pass.</summary>
    internal static LadderResult Run<TCell, TForward, TBackward>(string name, int points, RandomStream random)
        where TCell : struct, ICellMath
        where TForward : struct, ILane<TForward, double>
        where TBackward : struct, ILane<TBackward, double>
    {
        ArgumentNullException.ThrowIfNull(random);
        var meter = new ErrorMeter();
        for (var point = 0; point < points; point++)
            new UnitPoint<TCell>(random.At(point)).Check<TForward, TBackward>(meter, shared: point % 2 == 1);
        return new LadderResult(1, $"{name}: backward against forward on dual numbers", meter.Cases, meter.Worst, Tolerance);
    }

    sealed class Visitor(string name, int points, RandomStream random) : ICellVisitor<LadderResult>
    {
        public LadderResult Visit<TCell>()
            where TCell : struct, ICellMath => Run<TCell>(name, points, random);
    }

    // One unit at one random point: gates' pre-activations, previous states, gradients that reach the new states.
    sealed class UnitPoint<TCell>
        where TCell : struct, ICellMath
    {
        readonly int _gateCount = TCell.Layout.Gates;
        readonly int _stateCount = TCell.Layout.States;
        readonly double[] _gates, _previous, _later, _output;

        public UnitPoint(RandomStream random)
        {
            _gates = Draw(random, _gateCount);
            _previous = Draw(random, _stateCount);
            _later = Draw(random, _stateCount);
            _output = Draw(random, 1);
        }

        static double[] Draw(RandomStream random, int count)
        {
            var numbers = new double[count];
            foreach (ref var number in numbers.AsSpan())
                number = 1.5 * random.NextNormal();
            return numbers;
        }

        public void Check<TForward, TBackward>(ErrorMeter meter, bool shared)
            where TForward : struct, ILane<TForward, double>
            where TBackward : struct, ILane<TBackward, double>
        {
            var pre = (double[])_gates.Clone();
            var kept = shared ? pre : new double[_gateCount];
            var next = new double[_stateCount];
            TCell.Forward<TForward, double>(new(ref pre[0], ref kept[0], 1, ref _previous[0], ref next[0], 1));
            var gradients = shared ? kept : new double[_gateCount];
            var previousGradients = new double[_stateCount];
            TCell.Backward<TBackward, double>(new(ref kept[0], ref gradients[0], 1, ref _previous[0], 1,
                ref _later[0], ref _output[0], ref previousGradients[0], 1));
            for (var gate = 0; gate < _gateCount; gate++)
                meter.Add(gradients[gate], Derivative(gate, -1));
            for (var state = 0; state < _stateCount; state++)
                meter.Add(previousGradients[state], Derivative(-1, state));
        }

        // Of the sum of new states times the gradients that reach them, by one pre-activation or one previous state.
        double Derivative(int gate, int state)
        {
            var gates = Array.ConvertAll(_gates, value => new Dual(value, 0));
            var previous = Array.ConvertAll(_previous, value => new Dual(value, 0));
            if (gate >= 0)
                gates[gate] = Dual.Variable(_gates[gate]);
            else
                previous[state] = Dual.Variable(_previous[state]);
            var next = new Dual[_stateCount];
            TCell.Forward<Dual, Dual>(new(ref gates[0], ref gates[0], 1, ref previous[0], ref next[0], 1));
            var derivative = next[0].Derivative * _output[0];
            for (var s = 0; s < _stateCount; s++)
                derivative += next[s].Derivative * _later[s];
            return derivative;
        }
    }
}
