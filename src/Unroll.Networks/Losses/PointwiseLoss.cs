using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>What all losses that compare each output with one value have in common: the door, the walk, the sum. The formula is the rule's.</summary>
sealed unsafe class PointwiseLoss<T, TRule>(TRule rule, LossReduction reduction, LaneWidth? width) : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IPointRule<T>
{
    public LossReduction Reduction => reduction;

    const int Parts = 8;   // of the sum, in doubles: number i of the stream goes to part i mod 8, at every width

    readonly LaneWidth _width = width ?? LaneWidths.Widest;
    readonly T[] _parameters = [];

    /// <summary>One number for each column, repeated over the row; empty where the rule has none.</summary>
    public double[] Parameters { init => _parameters = Array.ConvertAll(value, T.CreateTruncating); }

    /// <summary>Whether there may be more columns than parameters.</summary>
    public bool RepeatsParameters { get; init; }

    /// <summary>How many neighbouring outputs are compared with one value.</summary>
    public int OutputsPerValue { get; init; } = 1;

    public LossValue Measure(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> outputGradients)
    {
        TargetChecks.RequireValues(targets);
        RequireShapes(outputs, targets.Values);
        TargetChecks.RequireGradients(outputs, outputGradients);
        var (places, weight) = TargetChecks.Tally<T, TRule>(targets);
        var (count, total) = (places * outputs.Width, weight * outputs.Width);
        var isMean = reduction == LossReduction.Mean && count > 0;
        var sum = Sum(new PointRows<T>(outputs, targets, outputGradients, OutputsPerValue, isMean ? 1 / total : 1));
        return new LossValue(sum, count, isMean ? sum / total : sum) { Weight = total };
    }

    void RequireShapes(Sequence<T> outputs, Sequence<T> values)
    {
        if (outputs.Width < 1)
            throw new ArgumentException($"Outputs have width {outputs.Width}; at least one number is needed.", nameof(outputs));
        if ((values.Steps, values.Batch, (long)values.Width * OutputsPerValue) != (outputs.Steps, outputs.Batch, outputs.Width))
        {
            var wanted = OutputsPerValue == 1 ? "the shape of the outputs" : $"the steps and batch of the outputs, and one value for each {OutputsPerValue} of them";
            throw new ArgumentException($"Target values have shape [{values.Steps}, {values.Batch}, {values.Width}], outputs [{outputs.Steps}, {outputs.Batch}, {outputs.Width}]; give {wanted}.", nameof(values));
        }
        if (_parameters.Length > 0 && !RepeatsParameters && _parameters.Length != outputs.Width)
            throw new ArgumentException($"The loss has {_parameters.Length} positive weights, but outputs have width {outputs.Width}; give one for each label.", nameof(outputs));
    }

    double Sum(in PointRows<T> rows) => _width switch
    {
        LaneWidth.Bits512 => Sum<Lane512<T>>(rows),
        LaneWidth.Bits256 => Sum<Lane256<T>>(rows),
        LaneWidth.Bits128 => Sum<Lane128<T>>(rows),
        _ => Sum<Scalar<T>>(rows),
    };

    [SkipLocalsInit]
    double Sum<L>(in PointRows<T> rows)
        where L : struct, IVectorLane<L, T>
    {
        var memory = stackalloc T[PointBlock<T>.Numbers];
        var block = new PointBlock<T>(memory);
        block.Clear();
        var parts = stackalloc double[Parts];
        new Span<double>(parts, Parts).Clear();
        PointCursor read = default, write = default;
        for (int count; (count = rows.Gather(ref read, block, _parameters)) > 0;)
        {
            block.Apply<L, TRule>(rule, count);
            Add(parts, block.Targets, count);
            if (rows.WantsGradients)
                rows.Scatter(ref write, block.Outputs, count);
        }
        if (rows.WantsGradients)
            rows.Scatter(ref write, null, 0);
        return parts[0] + parts[4] + (parts[2] + parts[6]) + (parts[1] + parts[5] + (parts[3] + parts[7]));
    }

    static void Add(double* parts, T* losses, int count)
    {
        var i = 0;
        for (; i <= count - Parts; i += Parts)
        {
            for (var part = 0; part < Parts; part++)
                parts[part] += double.CreateTruncating(losses[i + part]);
        }
        for (var part = 0; i + part < count; part++)
            parts[part] += double.CreateTruncating(losses[i + part]);
    }
}
