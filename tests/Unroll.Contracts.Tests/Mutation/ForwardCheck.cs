using System;
using Unroll.Networks.Cells;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Contracts.Mutation;

/// <summary>A cell's Forward (and Early) on a lane against the equations written by hand, at random points.</summary>
static class ForwardCheck
{
    /// <summary>Some ten roundings and functions of at most 4 ulp, on numbers around 1: 1e-14; a wrong operation shows as 0.01 at least somewhere.</summary>
    public const double Tolerance = 1e-13;

    public static LadderResult Run<TCell, L>(string name, int points, RandomStream random, CellSettings? settings)
        where TCell : struct, ICellMath
        where L : struct, ILane<L, double>
    {
        var equations = KnownAnswers.Of(name);
        var meter = new ErrorMeter();
        var known = new KnownUnit(TCell.Layout, settings);
        for (var point = 0; point < points; point++)
        {
            Draw(random, known.Gates);
            Draw(random, known.Previous);
            Draw(random, known.Weights);
            Array.Clear(known.Next);
            equations(known);
            var (next, feed) = Found<TCell, L>(known, settings);
            meter.Add(next, known.Next);
            meter.Add(feed, known.Feed);
        }
        return new LadderResult(1, $"{name}: forward against equations by hand", meter.Cases, meter.Worst, Tolerance);
    }

    static (double[] Next, double Feed) Found<TCell, L>(KnownUnit known, CellSettings? settings)
        where TCell : struct, ICellMath
        where L : struct, ILane<L, double>
    {
        var gates = (double[])known.Gates.Clone();
        var next = new double[known.Next.Length];
        double feed = 0;
        var unit = new ForwardUnit<L, double>(ref gates[0], ref gates[0], 1, ref known.Previous[0], ref next[0], 1, ref known.Weights[0], 1, ref feed, settings);
        if (TCell.Layout.LateGates > 0)
            TCell.Early(unit);
        TCell.Forward(unit);
        return (next, feed);
    }

    static void Draw(RandomStream random, double[] numbers)
    {
        foreach (ref var number in numbers.AsSpan())
            number = 1.5 * random.NextNormal();
    }
}
