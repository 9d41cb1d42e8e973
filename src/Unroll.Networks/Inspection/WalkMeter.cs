using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Inspection;

/// <summary>Measures the walks of a pass: saturation, spectral radii, time constants.</summary>
public static class WalkMeter
{
    const double NearBound = 0.1;
    const int SomeRows = 16;   // of a large batch; shares and means of so many are those of all
    const double LeastKept = 1e-12;   // a gate that is shut has a logarithm all the same

    /// <summary>Measures every walk of the last forward pass; of a batch of more than 31 rows some 16 to 31, evenly.</summary>
    /// <param name="trace">A trace that keeps gates (<see cref="Trace{T}.Inspect"/>), before its backward pass.</param>
    /// <exception cref="InvalidOperationException">There are no gates to look at.</exception>
    public static IReadOnlyList<WalkMeasures> Measure<T>(Trace<T> trace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trace);
        return [.. trace.Inspect().Select(Measure)];
    }

    static WalkMeasures Measure<T>(InspectedWalk<T> walk)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var cell = walk.Cell;
        var gates = Enumerable.Range(0, cell.Layout.Gates).Select(gate => MeasureGate(walk, gate)).ToArray();
        var keep = (cell.KeepGate ?? cell.WriteGate) is { } name ? cell.GateNames.ToList().IndexOf(name) : -1;
        var isShare = keep >= 0 && GateRange.Of(cell, keep, walk.Layer.Options.Settings).IsShare;
        return new(walk.Name, gates, isShare ? TimeConstants(walk, keep, writes: cell.KeepGate is null) : []);
    }

    static GateMeasures MeasureGate<T>(InspectedWalk<T> walk, int gate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var range = GateRange.Of(walk.Cell, gate, walk.Layer.Options.Settings);
        var (sum, low, high, count) = (0.0, 0L, 0L, 0L);
        ForEach(walk, gate, (_, value) =>
        {
            sum += value;
            low += value <= range.Low + NearBound ? 1 : 0;
            high += value >= range.High - NearBound ? 1 : 0;
            count++;
        });
        return new(walk.Cell.GateNames[gate], sum / count, double.IsFinite(range.Low) ? (double)low / count : double.NaN, double.IsFinite(range.High) ? (double)high / count : double.NaN,
            RadiusOf(walk.Setup, gate));
    }

    static double[] TimeConstants<T>(InspectedWalk<T> walk, int gate, bool writes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (logarithms, count) = (new double[walk.Hidden], 0L);
        ForEach(walk, gate, (unit, value) =>
        {
            logarithms[unit] += Math.Log(Math.Max(LeastKept, writes ? 1 - value : value));
            count += unit == 0 ? 1 : 0;
        });
        return Array.ConvertAll(logarithms, logarithm => logarithm < 0 ? -count / logarithm : double.PositiveInfinity);
    }

    static void ForEach<T>(InspectedWalk<T> walk, int gate, Action<int, double> see)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[walk.Hidden];
        var rowsApart = Math.Max(1, walk.Batch / SomeRows);
        for (var place = 0; place < walk.Steps * walk.Batch; place++)
        {
            var (step, row) = Math.DivRem(place, walk.Batch);
            if (row % rowsApart != 0 || !walk.Has(step, row))
                continue;
            walk.CopyGate(gate, step, row, values);
            for (var unit = 0; unit < values.Length; unit++)
                see(unit, double.CreateTruncating(values[unit]));
        }
    }

    // R of the gate; with a projection Wp R, which is what takes a step's output before the projection to the next one's.
    static double RadiusOf<T>(RecurrentSetup<T> setup, int gate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (layout, hidden) = (setup.Shape.Layout, setup.Shape.Hidden);
        var weights = setup.Weights();
        if (layout.GatesFromState == 0)
            return LargestUnitWeight(weights.Unit);
        if (gate < layout.InputGates)
            return double.NaN;
        var block = BlockOf(weights.Recurrent, (gate - layout.InputGates) * hidden, hidden);
        return setup.Options.Projection > 0 ? SpectralRadius.Of(Product(weights.Projection, block), hidden) : SpectralRadius.Of(block, hidden);
    }

    // An independent cell's recurrent matrix is the diagonal of its units' weights.
    static double LargestUnitWeight<T>(Matrix<T> unit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => unit.Rows == 0 ? double.NaN : unit[0].ToArray().Max(weight => Math.Abs(double.CreateTruncating(weight)));

    static double[] BlockOf<T>(Matrix<T> matrix, int first, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new List<double>(matrix.Rows * columns);
        for (var row = 0; row < matrix.Rows; row++)
            block.AddRange(matrix[row].Slice(first, columns).ToArray().Select(double.CreateTruncating));
        return [.. block];
    }

    static double[] Product<T>(Matrix<T> projection, double[] block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var hidden = projection.Rows;
        var product = new double[hidden * hidden];
        for (var row = 0; row < hidden; row++)
        {
            for (var k = 0; k < projection.Columns; k++)
            {
                for (var column = 0; column < hidden; column++)
                    product[row * hidden + column] += double.CreateTruncating(projection[row][k]) * block[k * hidden + column];
            }
        }
        return product;
    }
}
