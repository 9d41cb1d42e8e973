using System;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Losses;

/// <summary>Outputs, targets and room for gradients of one shape, with gaps between the rows that must not be touched.</summary>
sealed unsafe class LossCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Gap = 3;

    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;

    public LossCase(int steps, int batch, int classes, ulong seed = 1, double spread = 2, bool someWithout = true)
    {
        var stride = classes + Gap;
        var plan = new MemoryPlan();
        var outputs = plan.Reserve((long)steps * batch * stride);
        var gradients = plan.Reserve((long)steps * batch * stride);
        _numbers = new Workspace<T>(plan);
        var integers = new MemoryPlan();
        var targets = integers.Reserve(steps * batch);
        _integers = new Workspace<int>(integers);
        Outputs = new(_numbers[outputs], steps, batch, classes, stride);
        Gradients = new(_numbers[gradients], steps, batch, classes, stride);
        Targets = new(_integers[targets], steps, batch, 1, 1);

        var random = new RandomStream(seed);
        All.Fill(T.NaN);
        foreach (ref var z in _numbers.Span(outputs))
            z = T.CreateTruncating(spread * random.NextNormal());
        foreach (ref var t in _integers.Span(targets))
            t = someWithout ? random.NextInt32(classes + 1) - 1 : random.NextInt32(classes);
    }

    public Sequence<T> Outputs { get; }

    public Sequence<T> Gradients { get; }

    public Sequence<int> Targets { get; }

    // Gradients with the gaps between their rows.
    Span<T> All => new(Gradients.Data, Gradients.Steps * Gradients.Batch * Gradients.Stride);

    public LossValue Measure(LossReduction reduction = LossReduction.Sum, LaneWidth? width = null) =>
        new SoftmaxCrossEntropy<T>(reduction, width).Measure(Outputs, Targets, Gradients);

    /// <summary>Gradients and gaps as they lie in memory, copied.</summary>
    public T[] GradientMemory() => All.ToArray();

    /// <summary>Loss and gradients in plain double arithmetic.</summary>
    public (double Sum, double[] Gradients) Reference(double scale = 1)
    {
        double sum = 0;
        var gradients = new double[Outputs.Steps * Outputs.Batch * Outputs.Width];
        for (var r = 0; r < Outputs.Steps * Outputs.Batch; r++)
        {
            var target = Targets.Rows[r][0];
            if (target < 0)
                continue;
            var z = Array.ConvertAll(Outputs.Rows[r].ToArray(), double.CreateTruncating);
            var largest = double.NegativeInfinity;
            foreach (var x in z)
                largest = Math.Max(largest, x);
            double total = 0;
            foreach (var x in z)
                total += Math.Exp(x - largest);
            sum += Math.Log(total) + largest - z[target];
            for (var c = 0; c < z.Length; c++)
                gradients[r * z.Length + c] = scale * (Math.Exp(z[c] - largest) / total - (c == target ? 1 : 0));
        }
        return (sum, gradients);
    }
}
