using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Inspection;

/// <summary>Runs a network, as in use, over one sequence and copies out what went on inside it.</summary>
static class Inspector
{
    /// <summary>Looks at a batch of one row.</summary>
    public static (IReadOnlyList<InspectedStep> Steps, IReadOnlyList<InspectedSeries> Series, IReadOnlyList<InspectedAnswer> Answers) Look<T>(Network<T> network, ILoss<T> loss, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = network.CreateTrace(batch.Steps, 1, TraceMode.Inspection, WorkerTeam.Single);
        network.Forward(batch.Inputs, trace);
        var steps = Enumerable.Range(0, batch.Steps).Select(step => StepOf(batch, step)).ToArray();
        var series = trace.Inspect().SelectMany(SeriesOf).ToArray();
        var answers = Enumerable.Range(0, trace.Outputs.Steps).Select(step => AnswerOf(trace.Outputs.Slice(step, 1), batch, step, loss)).ToArray();
        GC.KeepAlive(trace);
        return (steps, series, answers);
    }

    static InspectedStep StepOf<T>(Batch<T> batch, int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => batch.Inputs.IsSymbols
        ? new(step, batch.Symbols[step, 0][0], [])
        : new(step, null, Doubles<T>(batch.Dense[step, 0]));

    static IEnumerable<InspectedSeries> SeriesOf<T>(InspectedWalk<T> walk)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var gate = 0; gate < walk.Cell.Layout.Gates; gate++)
        {
            var number = gate;
            yield return new(walk.Name, IsState: false, walk.Cell.GateNames[gate], Values(walk, walk.Hidden, (step, target) => walk.CopyGate(number, step, 0, target)));
        }
        for (var state = 0; state < walk.Cell.Layout.States; state++)
        {
            var number = state;
            yield return new(walk.Name, IsState: true, walk.Cell.StateNames[state], Values(walk, walk.StateWidth(state), (step, target) => walk.CopyState(number, step, 0, target)));
        }
    }

    static List<double[]> Values<T>(InspectedWalk<T> walk, int width, Action<int, T[]> copy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new List<double[]>();
        var numbers = new T[width];
        for (var step = 0; step < walk.Steps; step++)
        {
            copy(step, numbers);
            values.Add(Doubles<T>(numbers));
        }
        return values;
    }

    static InspectedAnswer AnswerOf<T>(Sequence<T> output, Batch<T> batch, int step, ILoss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var targets = batch.LossTargets;
        var weights = targets.Weights.IsEmpty ? default : targets.Weights.Slice(step, 1);
        var one = targets.AreValues ? new LossTargets<T>(targets.Values.Slice(step, 1), weights) : new LossTargets<T>(targets.Classes.Slice(step, 1), weights);
        var value = loss.Measure(output, one, default);
        if (value.Targets == 0)
            return new(Doubles<T>(output[0, 0]), null, [], null);
        return targets.AreValues
            ? new(Doubles<T>(output[0, 0]), null, Doubles<T>(one.Values[0, 0]), value.Sum)
            : new(Doubles<T>(output[0, 0]), one.Classes[0, 0][0], [], value.Sum);
    }

    static double[] Doubles<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var doubles = new double[numbers.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = double.CreateTruncating(numbers[i]);
        return doubles;
    }
}
