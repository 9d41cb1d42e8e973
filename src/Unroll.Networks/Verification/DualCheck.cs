using System;
using System.Collections.Generic;
using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Verification;

/// <summary>
/// Rung 1: a cell's backward equations against the exact derivatives of its forward equations, at random points, with separate and with shared memory:
/// by every gate's sum, every previous state and every weight of the unit, as published and with other functions and cuts.
/// </summary>
public static class DualCheck
{
    /// <summary>Dual numbers carry no error of differences: only rounding is allowed for.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>Settings under which a cell is checked: every function in every role, with and without cuts that some of the points are cut by.</summary>
    public static IReadOnlyList<CellSettings> Choices { get; } = MakeChoices();

    static CellSettings[] MakeChoices()
    {
        // Steep enough for both flat parts to be met.
        var hard = new Activation(ActivationKind.HardSigmoid, 0.7, 0.4);
        Activation sigmoid = new(ActivationKind.Sigmoid), tanh = new(ActivationKind.Tanh), relu = new(ActivationKind.Relu);
        Activation softsign = new(ActivationKind.Softsign), identity = new(ActivationKind.Identity);
        CellSettings[] functions =
        [
            new() { Gate = hard, Candidate = relu, Output = softsign },
            new() { Gate = tanh, Candidate = sigmoid, Output = identity },
            new() { Gate = softsign, Candidate = identity, Output = relu },
            new() { Gate = identity, Candidate = hard, Output = sigmoid },
            new() { Gate = relu, Candidate = softsign, Output = hard },
            new() { Gate = sigmoid, Candidate = tanh, Output = tanh },
        ];
        return [.. functions, .. Array.ConvertAll(functions, choice => choice with { GateClip = 1.2, MemoryClip = 0.8 }), new() { GateClip = 1.2, MemoryClip = 0.8 }];
    }

    /// <summary>Checks a cell of the catalog, as published and with other settings where it has them.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="points">Random points, each with its own state and gradients; a tenth of them for each of the other settings.</param>
    /// <param name="random">Where the points come from.</param>
    public static LadderResult Run(CellEntry cell, int points, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(random);
        var meter = new ErrorMeter();
        cell.Accept(new Visitor(meter, points, random, null));
        for (var choice = 0; cell.HasSettings && choice < Choices.Count; choice++)
            cell.AcceptSettings(new Visitor(meter, (points + 9) / 10, random.Split("settings").At(choice), Choices[choice]));
        return Result(cell.Name, meter);
    }

    /// <summary>Checks any cell, of the catalog or not.</summary>
    public static LadderResult Run<TCell>(string name, int points, RandomStream random)
        where TCell : struct, ICellMath => Run<TCell, Scalar<double>, Scalar<double>>(name, points, random);

    /// <summary>The same with lanes to run the two passes on, so that a test can let them compute wrongly. The derivatives stay those of the true forward pass.</summary>
    internal static LadderResult Run<TCell, TForward, TBackward>(string name, int points, RandomStream random, CellSettings? settings = null)
        where TCell : struct, ICellMath
        where TForward : struct, ILane<TForward, double>
        where TBackward : struct, ILane<TBackward, double>
    {
        ArgumentNullException.ThrowIfNull(random);
        var meter = new ErrorMeter();
        Measure<TCell, TForward, TBackward>(meter, points, random, settings);
        return Result(name, meter);
    }

    static LadderResult Result(string name, ErrorMeter meter) => new(1, $"{name}: backward against forward on dual numbers", meter.Cases, meter.Worst, Tolerance);

    static void Measure<TCell, TForward, TBackward>(ErrorMeter meter, int points, RandomStream random, CellSettings? settings)
        where TCell : struct, ICellMath
        where TForward : struct, ILane<TForward, double>
        where TBackward : struct, ILane<TBackward, double>
    {
        for (var point = 0; point < points; point++)
        {
            var unit = new DualPoint<TCell>(random.At(point), settings);
            unit.RunForward<TForward>(shared: point % 2 == 1);
            unit.RunBackward<TBackward>();
            unit.Compare(meter);
        }
    }

    sealed class Visitor(ErrorMeter meter, int points, RandomStream random, CellSettings? settings) : ICellVisitor<bool>
    {
        public bool Visit<TCell>()
            where TCell : struct, ICellMath
        {
            Measure<TCell, Scalar<double>, Scalar<double>>(meter, points, random, settings);
            return true;
        }
    }
}
