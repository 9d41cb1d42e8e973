using System;
using Unroll.Networks.Cells;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Contracts.Mutation;

/// <summary>A cell's Forward on a lane against the equations written by hand, at random points.</summary>
static class ForwardCheck
{
    /// <summary>Some ten roundings and functions of at most 4 ulp, on numbers around 1: 1e-14; a wrong operation shows as 0.01 at least somewhere.</summary>
    public const double Tolerance = 1e-13;

    public static LadderResult Run<TCell, L>(string name, int points, RandomStream random)
        where TCell : struct, ICellMath
        where L : struct, ILane<L, double>
    {
        var equations = KnownAnswers.Of(name);
        var meter = new ErrorMeter();
        var gates = new double[TCell.Layout.Gates];
        var previous = new double[TCell.Layout.States];
        var wanted = new double[TCell.Layout.States];
        for (var point = 0; point < points; point++)
        {
            Draw(random, gates);
            Draw(random, previous);
            Array.Clear(wanted);
            equations(gates, previous, wanted);
            var found = new double[wanted.Length];
            var kept = new double[gates.Length];
            TCell.Forward<L, double>(new(ref gates[0], ref kept[0], 1, ref previous[0], ref found[0], 1));
            meter.Add(found, wanted);
        }
        return new LadderResult(1, $"{name}: forward against equations by hand", meter.Cases, meter.Worst, Tolerance);
    }

    static void Draw(RandomStream random, double[] numbers)
    {
        foreach (ref var number in numbers.AsSpan())
            number = 1.5 * random.NextNormal();
    }
}
