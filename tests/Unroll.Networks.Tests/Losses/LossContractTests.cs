using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Losses;

/// <summary>What every loss must do, whatever its formula.</summary>
public sealed class LossContractTests
{
    static readonly LaneWidth[] s_widths = [LaneWidth.Scalar, LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];
    static readonly (int Steps, int Batch, int Width)[] s_shapes = [(1, 1, 2), (3, 7, 2), (5, 27, 3), (4, 9, 8), (3, 5, 17), (2, 3, 33), (1, 2, 300)];

    public static TheoryData<string> Variants => LossVariants.All;

    public static TheoryData<string, PlaceWeights> Weighted
    {
        get
        {
            var data = new TheoryData<string, PlaceWeights>();
            foreach (var name in LossVariants.Names)
                foreach (var weights in Enum.GetValues<PlaceWeights>())
                    data.Add(name, weights);
            return data;
        }
    }

    [Fact]
    public void Variants_OfTheCatalog_LeaveNoLossOut() =>
        Assert.Equal(LossCatalog.Names, LossVariants.Names.Select(name => name.Split(',')[0]).Distinct());

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_Float_MatchesPlainDouble(string variant, PlaceWeights weights) => CompareWithReference<float>(variant, weights, 3e-6);

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_Double_MatchesPlainDouble(string variant, PlaceWeights weights) => CompareWithReference<double>(variant, weights, 1e-13);

    static void CompareWithReference<T>(string variant, PlaceWeights weights, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var reduction in Enum.GetValues<LossReduction>())
            foreach (var (steps, batch, width) in s_shapes)
            {
                var example = new LossExample<T>(LossVariants.Options(variant, width, reduction), steps, batch, width, weights);
                var value = example.Measure();
                var (sum, targets, weight, gradients) = example.Reference();
                var isMean = reduction == LossReduction.Mean && weight > 0;
                Assert.Equal(targets, value.Targets);
                Assert.Equal(weight, value.Weight, 1e-6 * (1 + weight));
                Assert.Equal(sum, value.Sum, tolerance * (1 + sum));
                Assert.Equal(isMean ? value.Sum / value.Weight : value.Sum, value.Objective);
                for (var r = 0; r < example.Rows; r++)
                    foreach (var (wanted, got) in gradients[r].Zip(example.GradientsOf(r)))
                        Assert.Equal(wanted, got, 4 * tolerance * (1 + Math.Abs(wanted)) / (isMean ? Math.Max(1, weight) : 0.25));
            }
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_Gradients_MatchCentralDifferences(string variant, PlaceWeights weights)
    {
        foreach (var width in (int[])[3, 19])
        {
            var example = new LossExample<double>(LossVariants.Options(variant, width), 2, 3, width, weights, seed: 7);
            var loss = example.Options.Create<double>();
            loss.Measure(example.Outputs, example.Targets, example.Gradients);
            const double Step = 1e-5;
            for (var r = 0; r < example.Rows; r++)
                for (var c = 0; c < example.Outputs.Width; c++)
                {
                    ref var z = ref example.Outputs.Rows[r][c];
                    var kept = z;
                    z = kept + Step;
                    var above = loss.Measure(example.Outputs, example.Targets, default).Objective;
                    z = kept - Step;
                    var below = loss.Measure(example.Outputs, example.Targets, default).Objective;
                    z = kept;
                    Assert.Equal((above - below) / (2 * Step), example.Gradients.Rows[r][c], 2e-9);
                }
        }
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_EveryWidth_GivesTheSameBits(string variant, PlaceWeights weights)
    {
        CompareWidths<float>(variant, weights);
        CompareWidths<double>(variant, weights);
    }

    static void CompareWidths<T>(string variant, PlaceWeights weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var width = 2; width <= 37; width++)
        {
            var example = new LossExample<T>(LossVariants.Options(variant, width), 3, 1 + width * 7 % 29, width, weights, (ulong)width);
            var value = example.Measure(LaneWidth.Scalar);
            var gradients = example.GradientMemory();
            foreach (var lanes in s_widths)
            {
                example.Gradients.Rows.Clear();
                Assert.Equal(Bits(value), Bits(example.Measure(lanes)));
                Assert.True(SameBits(gradients, example.GradientMemory()), $"width {width}, {lanes}");
            }
        }
    }

    internal static (long, long, long) Bits(LossValue value) => (BitConverter.DoubleToInt64Bits(value.Sum), BitConverter.DoubleToInt64Bits(value.Objective), value.Targets);

    internal static bool SameBits<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_PlacesWithoutTarget_HaveZeroGradientWhateverLiesThere(string variant, PlaceWeights weights)
    {
        foreach (var width in (int[])[2, 20])
        {
            var example = new LossExample<float>(LossVariants.Options(variant, width), 6, 11, width, weights);
            var value = example.Measure();
            var gradients = example.GradientMemory();
            for (var r = 0; r < example.Rows; r++)
            {
                if (example.HasTarget(r))
                    continue;
                Assert.All(example.GradientsOf(r), g => Assert.Equal(0L, BitConverter.DoubleToInt64Bits(g)));
                example.Outputs.Rows[r].Fill(float.NaN);
                example.Values.Rows[r].Fill(float.NaN);
            }
            Assert.Equal(Bits(value), Bits(example.Measure()));
            Assert.True(SameBits<float>(gradients, example.GradientMemory()));
            for (var i = 0; i < gradients.Length; i++)
                Assert.Equal(i % example.Gradients.Stride >= example.Gradients.Width, float.IsNaN(gradients[i]));   // gaps between rows are left alone
        }
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_WithoutGradientsOrInPlace_GivesTheSameBits(string variant, PlaceWeights weights)
    {
        foreach (var width in (int[])[2, 300])
        {
            var example = new LossExample<float>(LossVariants.Options(variant, width), 3, 13, width, weights);
            var value = example.Measure();
            var loss = example.Options.Create<float>();
            Assert.Equal(Bits(value), Bits(loss.Measure(example.Outputs, example.Targets, default)));
            Assert.Equal(Bits(value), Bits(loss.Measure(example.Outputs, example.Targets, example.Outputs)));
            for (var r = 0; r < example.Rows; r++)
                Assert.True(SameBits<float>(example.Gradients.Rows[r], example.Outputs.Rows[r]));
        }
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_NothingWanted_IsZero(string variant, PlaceWeights weights)
    {
        if (weights == PlaceWeights.None)
            return;
        var example = new LossExample<float>(LossVariants.Options(variant, 3), 4, 5, 3, weights);
        for (var r = 0; r < example.Rows; r++)
            example.Weights.Rows[r].Clear();
        Assert.Equal(new LossValue(0, 0, 0), example.Measure());
        Assert.Equal(0, example.Measure().Mean);
        for (var r = 0; r < example.Rows; r++)
            Assert.All(example.GradientsOf(r), g => Assert.Equal(0, g));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Measure_NotANumberAmongOutputs_Shows(string variant)
    {
        foreach (var lanes in s_widths)
        {
            var example = new LossExample<float>(LossVariants.Options(variant, 4), 2, 9, 4, PlaceWeights.None, someWithout: false);
            example.Classes.Rows[11][0] = 2;   // the one class that all variants count
            example.Outputs.Rows[11][2] = float.NaN;
            Assert.True(double.IsNaN(example.Measure(lanes).Sum));
            Assert.True(double.IsNaN(example.GradientsOf(11)[2]));
            Assert.All(example.GradientsOf(10), g => Assert.True(double.IsFinite(g)));
        }
    }

    [Theory, InlineData(-1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Measure_WeightThatIsNone_IsRefused(float weight)
    {
        foreach (var name in LossVariants.Names)
        {
            var example = new LossExample<float>(LossVariants.Options(name, 3), 3, 4, 3, PlaceWeights.Any);
            example.Weights.Rows[6][0] = weight;
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => example.Measure());
            Assert.Contains($"Target weight {weight} at step 1, row 2 is not allowed; expected a finite number of at least 0.", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_ClassThatIsNone_IsRefusedWithItsPlace(string variant, PlaceWeights weights)
    {
        var example = new LossExample<float>(LossVariants.Options(variant, 5), 3, 4, 5, weights);
        if (example.Options is not CrossEntropyOptions)
            return;
        if (weights != PlaceWeights.None)
            example.Weights.Rows[6][0] = 1;
        foreach (var target in (int[])[5, -2, int.MaxValue, int.MinValue])
        {
            example.Classes.Rows[6][0] = target;
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => example.Measure());
            Assert.Contains($"Target {target} at step 1, row 2 is no class; expected 0 to 4, or -1 for none.", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Measure_OutputsOfNoNumbers_AreRefused(string variant)
    {
        var options = LossVariants.Options(variant, 5);
        var example = new LossExample<float>(options, 3, 4, 5);
        var error = Assert.Throws<ArgumentException>(() => options.Create<float>().Measure(Narrow(example.Outputs), example.Targets, default));
        Assert.StartsWith("Outputs have width 0; at least one ", error.Message, StringComparison.Ordinal);
    }

    static unsafe Sequence<float> Narrow(Sequence<float> wide) => new(wide.Data, wide.Steps, wide.Batch, 0, wide.Stride);

    [Theory, MemberData(nameof(Variants))]
    public void Measure_WhatDoesNotFit_IsRefused(string variant)
    {
        var options = LossVariants.Options(variant, 5);
        LossExample<float> example = new(options, 3, 4, 5, PlaceWeights.Any), other = new(options, 3, 5, 5, PlaceWeights.Any), wider = new(LossVariants.Options(variant, 6), 3, 4, 6);
        var loss = options.Create<float>();
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, other.Targets, example.Gradients));
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, example.Targets, other.Gradients));
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, example.Targets, wider.Gradients));
        var kind = Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, options is CrossEntropyOptions ? example.Values : example.Classes, default));
        Assert.StartsWith(options is CrossEntropyOptions ? "Targets are values of width " : "Targets are classes, but this loss compares with values;", kind.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LossTargets<float>(example.Classes, other.Weights));
        Assert.Throws<ArgumentException>(() => new LossTargets<float>(example.Values, example.Outputs));
        if (options is not CrossEntropyOptions)
            Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, wider.Targets, default));
        if (variant.Contains("weights", StringComparison.Ordinal))
            Assert.Throws<ArgumentException>(() => loss.Measure(wider.Outputs, wider.Targets, default));
    }

    [Theory, MemberData(nameof(Weighted))]
    public void Measure_OnceWarm_AllocatesNothing(string variant, PlaceWeights weights)
    {
        var example = new LossExample<float>(LossVariants.Options(variant, 9), 20, 13, 9, weights);
        var loss = example.Options.Create<float>();
        var (outputs, targets, gradients) = (example.Outputs, example.Targets, example.Gradients);
        loss.Measure(outputs, targets, gradients);
        var before = GC.GetAllocatedBytesForCurrentThread();
        loss.Measure(outputs, targets, gradients);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
