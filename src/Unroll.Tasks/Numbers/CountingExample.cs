using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Numbers;

/// <summary>The numbers of the lecture's counting example: h(t) = h(t−1) W + x(t) U, y(t) = h(t) V, no bias, the sum of squared errors; and what the engine makes of them at their start.</summary>
static class CountingExample
{
    /// <summary>Two steps of one sequence of width 3, wanted at both.</summary>
    public static TaskShape Shape { get; } = new(3, 3, 2, 1, 0, InputIsSymbols: false, TargetWidth: 3);

    /// <summary>U, the weights of the input [3, 2].</summary>
    public static IReadOnlyList<double> Input { get; } = [-0.1565, 0.9190, 0.8315, 0.3115, 0.5844, -0.9286];

    /// <summary>W, the recurrent weights [2, 2].</summary>
    public static IReadOnlyList<double> Recurrent { get; } = [0.3110, 0.4121, -0.6576, -0.9363];

    /// <summary>V, the weights of the output [2, 3].</summary>
    public static IReadOnlyList<double> Output { get; } = [0.6983, 0.3575, 0.4863, 0.8680, 0.5155, -0.2155];

    /// <summary>Writes the sequence: it sees "1", then nothing, and should say "2", then "3".</summary>
    public static void Fill<T>(Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.Reshape(Shape.MostSteps, Shape.MostRows);
        for (var step = 0; step < Shape.MostSteps; step++)
        {
            batch.Dense[step, 0].Clear();
            batch.TargetValues[step, 0].Clear();
            batch.TargetValues[step, 0][step + 1] = T.One;
        }
        batch.Dense[0, 0][0] = T.One;
    }

    /// <summary>Runs the network forward and back on the sequence.</summary>
    public static (double Squares, double[] Outputs) Run<T>(Network<T> network, TraceMode mode, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var batch = new Batch<T>(Shape);
        Fill(batch);
        var trace = network.CreateTrace(Shape.MostSteps, Shape.MostRows, mode, team);
        network.Forward(batch.Inputs, trace);
        var loss = new SquaredErrorOptions { Reduction = LossReduction.Sum }.Create<T>().Measure(trace.Outputs, batch.LossTargets, mode == TraceMode.Training ? trace.OutputGradients : default);
        if (mode == TraceMode.Training)
            network.Backward(trace);
        return (loss.Sum, OutputsOf(trace.Outputs));
    }

    /// <summary>The network at the lecture's starting weights, in 64 bits.</summary>
    public static Network<double> Start()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, [
            new RecurrentLayer<double>(plan, "layers.0", "elman-identity", 3, 2, new RecurrentOptions { HasBias = false }),
            new DenseLayer<double>(plan, "output", 2, 3, new DenseOptions { HasBias = false }),
        ]);
        foreach (var segment in network.Parameters.Segments)
        {
            var values = segment.Name switch { "layers.0.input" => Input, "layers.0.recurrent" => Recurrent, _ => Output };
            for (var i = 0; i < values.Count; i++)
                network.Parameters.Values[segment.Offset + i] = values[i];
        }
        network.Parameters.MarkChanged();
        return network;
    }

    static double[] OutputsOf<T>(Sequence<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new List<double>();
        for (var step = 0; step < outputs.Steps; step++)
        {
            foreach (var number in outputs[step, 0])
                numbers.Add(double.CreateTruncating(number));
        }
        return [.. numbers];
    }
}
