using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Losses;

/// <summary>What the places of an example count.</summary>
public enum PlaceWeights
{
    None,
    ZeroOrOne,
    Any,
}

/// <summary>Outputs, targets, weights and room for gradients for any loss, with gaps between all rows.</summary>
sealed unsafe class LossExample<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Gap = 3;

    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;

    public LossExample(LossOptions options, int steps, int batch, int width, PlaceWeights weights = PlaceWeights.None, ulong seed = 1, bool someWithout = true)
    {
        Options = options;
        var outputWidth = options is QuantileOptions { Quantiles.Count: var levels } ? width * levels : width;
        var rows = (long)steps * batch;
        MemoryPlan plan = new(), integers = new();
        Reservation outputs = plan.Reserve(rows * (outputWidth + Gap)), gradients = plan.Reserve(rows * (outputWidth + Gap));
        Reservation values = plan.Reserve(rows * (width + Gap)), counts = plan.Reserve(rows * 2), classes = integers.Reserve(rows);
        (_numbers, _integers) = (new(plan), new(integers));
        Outputs = new(_numbers[outputs], steps, batch, outputWidth, outputWidth + Gap);
        Gradients = new(_numbers[gradients], steps, batch, outputWidth, outputWidth + Gap);
        Values = new(_numbers[values], steps, batch, width, width + Gap);
        Weights = weights == PlaceWeights.None ? default : new(_numbers[counts], steps, batch, 1, 2);
        Classes = new(_integers[classes], steps, batch, 1, 1);
        _numbers.Span(gradients).Fill(T.NaN);

        var random = new RandomStream(seed);
        for (var r = 0; r < rows; r++)
        {
            foreach (ref var z in Outputs.Rows[r])
                z = T.CreateTruncating(2 * random.NextNormal());
            foreach (ref var y in Values.Rows[r])
                y = T.CreateTruncating(options is BinaryCrossEntropyOptions ? random.NextInt32(5) / 4.0 : 2 * random.NextNormal());
            Classes.Rows[r][0] = someWithout ? random.NextInt32(width + 1) - 1 : random.NextInt32(width);
            if (weights != PlaceWeights.None)
                Weights.Rows[r][0] = T.CreateTruncating(random.NextInt32(3) == 0 ? 0 : weights == PlaceWeights.ZeroOrOne ? 1 : random.NextInt32(9) * 0.4);
        }
    }

    public LossOptions Options { get; }

    public Sequence<T> Outputs { get; }

    public Sequence<T> Gradients { get; }

    public Sequence<T> Values { get; }

    public Sequence<T> Weights { get; }

    public Sequence<int> Classes { get; }

    public int Rows => Outputs.Steps * Outputs.Batch;

    public LossTargets<T> Targets => Options is CrossEntropyOptions ? new(Classes, Weights) : new(Values, Weights);

    public LossValue Measure(LaneWidth? width = null) => Options.Create<T>(width).Measure(Outputs, Targets, Gradients);

    public double[] GradientsOf(int row) => Array.ConvertAll(Gradients.Rows[row].ToArray(), double.CreateTruncating);

    /// <summary>Gradients and gaps as they lie in memory.</summary>
    public T[] GradientMemory() => new Span<T>(Gradients.Data, Rows * Gradients.Stride).ToArray();

    public bool HasTarget(int row) =>
        (Weights.IsEmpty || Weights.Rows[row][0] != T.Zero) && (Options is not CrossEntropyOptions { IgnoreIndex: var ignored } || Classes.Rows[row][0] is var c && c >= 0 && c != ignored);

    /// <summary>Value, count, weight and gradients by the textbook formulas; gradients as the reduction wants them.</summary>
    public (double Sum, long Targets, double Weight, double[][] Gradients) Reference()
    {
        double sum = 0, total = 0;
        long targets = 0;
        var gradients = new double[Rows][];
        for (var r = 0; r < Rows; r++)
        {
            gradients[r] = new double[Outputs.Width];
            if (!HasTarget(r))
                continue;
            var weight = Weights.IsEmpty ? 1 : double.CreateTruncating(Weights.Rows[r][0]);
            var z = Array.ConvertAll(Outputs.Rows[r].ToArray(), double.CreateTruncating);
            var (loss, counts, numbers, slopes) = Row(r, z);
            sum += weight * loss;
            total += weight * counts;
            targets += numbers;
            gradients[r] = [.. slopes.Select(slope => weight * slope)];
        }
        if (Options.Reduction == LossReduction.Mean && total > 0)
            gradients = [.. gradients.Select(row => row.Select(slope => slope / total).ToArray())];
        return (sum, targets, total, gradients);
    }

    (double Loss, double Weight, int Targets, double[] Slopes) Row(int row, double[] z)
    {
        if (Options is CrossEntropyOptions options)
        {
            var (loss, weight, gradient) = LossReference.OfClass(options, z, Classes.Rows[row][0]);
            return (loss, weight, 1, gradient);
        }
        var repeats = z.Length / Values.Width;
        var points = z.Select((x, c) => LossReference.OfValue(Options, x, double.CreateTruncating(Values.Rows[row][c / repeats]), c)).ToArray();
        return (points.Sum(point => point.Loss), z.Length, z.Length, [.. points.Select(point => point.Slope)]);
    }
}
