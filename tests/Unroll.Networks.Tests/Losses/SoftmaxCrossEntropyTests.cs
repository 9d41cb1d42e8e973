using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Losses;

public sealed class SoftmaxCrossEntropyTests
{
    static readonly LaneWidth[] Widths = [LaneWidth.Scalar, LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];

    public static TheoryData<int, LossReduction> ClassCounts()
    {
        var data = new TheoryData<int, LossReduction>();
        foreach (var classes in (int[])[1, 2, 3, 5, 8, 9, 15, 16, 17, 31, 32, 33, 65, 1000, 10000])
        {
            data.Add(classes, LossReduction.Sum);
            data.Add(classes, LossReduction.Mean);
        }
        return data;
    }

    [Theory, MemberData(nameof(ClassCounts))]
    public void Measure_Float_MatchesPlainDouble(int classes, LossReduction reduction) => CompareWithReference<float>(classes, reduction, 3e-6);

    [Theory, MemberData(nameof(ClassCounts))]
    public void Measure_Double_MatchesPlainDouble(int classes, LossReduction reduction) => CompareWithReference<double>(classes, reduction, 1e-13);

    static void CompareWithReference<T>(int classes, LossReduction reduction, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (steps, batch) in ((int, int)[])[(1, 1), (3, 7), (5, 27)])
        {
            var example = new LossCase<T>(steps, batch, classes);
            var value = example.Measure(reduction);
            var targets = Enumerable.Range(0, steps * batch).Count(r => example.Targets.Rows[r][0] >= 0);
            var scale = reduction == LossReduction.Mean && targets > 0 ? 1.0 / targets : 1;
            var (sum, gradients) = example.Reference(scale);
            Assert.Equal(targets, value.Targets);
            Assert.InRange(value.Sum, sum - tolerance * (1 + sum), sum + tolerance * (1 + sum));
            Assert.Equal(reduction == LossReduction.Mean && targets > 0 ? value.Sum / targets : value.Sum, value.Objective);
            for (var r = 0; r < steps * batch; r++)
                for (var c = 0; c < classes; c++)
                {
                    var wanted = gradients[r * classes + c];
                    Assert.InRange(double.CreateTruncating(example.Gradients.Rows[r][c]), wanted - tolerance * scale, wanted + tolerance * scale);
                }
        }
    }

    [Theory, InlineData(2), InlineData(8), InlineData(9), InlineData(40)]
    public void Measure_Gradients_MatchCentralDifferences(int classes)
    {
        var example = new LossCase<double>(2, 3, classes);
        var loss = new SoftmaxCrossEntropy<double>(LossReduction.Mean);
        loss.Measure(example.Outputs, example.Targets, example.Gradients);
        const double Step = 1e-5;
        for (var r = 0; r < 6; r++)
            for (var c = 0; c < classes; c++)
            {
                var z = example.Outputs.Rows[r][c];
                example.Outputs.Rows[r][c] = z + Step;
                var above = loss.Measure(example.Outputs, example.Targets, default).Objective;
                example.Outputs.Rows[r][c] = z - Step;
                var below = loss.Measure(example.Outputs, example.Targets, default).Objective;
                example.Outputs.Rows[r][c] = z;
                Assert.Equal((above - below) / (2 * Step), example.Gradients.Rows[r][c], 1e-9);
            }
    }

    [Fact]
    public void Measure_Float_HasSameBitsAtEveryWidth() => CompareWidths<float>();

    [Fact]
    public void Measure_Double_HasSameBitsAtEveryWidth() => CompareWidths<double>();

    static void CompareWidths<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var classes = 1; classes <= 67; classes++)
        {
            var example = new LossCase<T>(3, 1 + classes * 7 % 67, classes, (ulong)classes);
            var sum = example.Measure(LossReduction.Mean, LaneWidth.Scalar).Sum;
            var gradients = example.GradientMemory();
            foreach (var width in Widths)
            {
                example.Gradients.Rows.Clear();
                Assert.Equal(BitConverter.DoubleToInt64Bits(sum), BitConverter.DoubleToInt64Bits(example.Measure(LossReduction.Mean, width).Sum));
                Assert.True(SameBits(gradients, example.GradientMemory()), $"{classes} classes, {width}");
            }
        }
    }

    static bool SameBits<T>(T[] left, T[] right)
        where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(left).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(right));

    [Theory, InlineData(2), InlineData(11)]
    public void Measure_GapsBetweenRows_AreLeftAlone(int classes)
    {
        var example = new LossCase<float>(4, 9, classes);
        example.Measure();
        var memory = example.GradientMemory();
        for (var r = 0; r < 36; r++)
            for (var c = 0; c < example.Gradients.Stride; c++)
                Assert.Equal(c >= classes, float.IsNaN(memory[r * example.Gradients.Stride + c]));
    }

    [Theory, InlineData(2), InlineData(8), InlineData(9), InlineData(65)]
    public void Measure_EmptyGradients_GivesTheSameValue(int classes)
    {
        var example = new LossCase<float>(7, 13, classes);
        var value = new SoftmaxCrossEntropy<float>(LossReduction.Sum).Measure(example.Outputs, example.Targets, default);
        Assert.Equal(example.Measure(), value);
    }

    [Theory, InlineData(2), InlineData(65)]
    public void Measure_GradientsInPlaceOfOutputs_GivesTheSameBits(int classes)
    {
        var example = new LossCase<float>(7, 13, classes);
        var value = example.Measure();
        Assert.Equal(value, new SoftmaxCrossEntropy<float>(LossReduction.Sum).Measure(example.Outputs, example.Targets, example.Outputs));
        for (var r = 0; r < 91; r++)
            Assert.Equal(example.Gradients.Rows[r].ToArray(), example.Outputs.Rows[r].ToArray());
    }

    [Theory, InlineData(2), InlineData(65)]
    public void Measure_NoTargets_IsZeroWithZeroGradients(int classes)
    {
        foreach (var reduction in (LossReduction[])[LossReduction.Sum, LossReduction.Mean])
        {
            var example = new LossCase<float>(3, 5, classes);
            for (var r = 0; r < 15; r++)
                example.Targets.Rows[r][0] = -1;
            example.Outputs.Rows[4].Fill(float.NaN);   // of no concern without a target
            Assert.Equal(new LossValue(0, 0, 0), example.Measure(reduction));
            for (var r = 0; r < 15; r++)
                Assert.All(example.Gradients.Rows[r].ToArray(), g => Assert.Equal(0f, g));
        }
    }

    [Theory, InlineData(2), InlineData(8), InlineData(9), InlineData(100)]
    public void Measure_ExtremeLogits_StaysFinite(int classes)
    {
        var example = new LossCase<float>(1, 2, classes);
        example.Outputs.Rows[0].Fill(-1e4f);
        example.Outputs.Rows[1].Fill(-1e4f);
        example.Outputs.Rows[0][1] = example.Outputs.Rows[1][1] = 1e4f;
        example.Targets.Rows[0][0] = 1;
        example.Targets.Rows[1][0] = 0;
        Assert.Equal(2e4, example.Measure().Sum);
        Assert.All(example.Gradients.Rows[0].ToArray(), g => Assert.Equal(0f, g));
        Assert.Equal([-1f, 1f], example.Gradients.Rows[1][..2].ToArray());
    }

    [Theory, InlineData(2), InlineData(9)]
    public void Measure_CertainAndRight_KeepsRelativeAccuracy(int classes)
    {
        var example = new LossCase<float>(1, 1, classes);
        example.Outputs.Rows[0].Clear();
        example.Outputs.Rows[0][0] = 30;
        example.Targets.Rows[0][0] = 0;
        var wanted = (classes - 1) * Math.Exp(-30);
        Assert.Equal(wanted, example.Measure().Sum, wanted * 1e-2);
        Assert.Equal(-wanted, example.Gradients.Rows[0][0], wanted * 1e-6);
    }

    public static IEnumerable<object[]> NonFinite() =>
        from classes in (int[])[2, 8, 9, 40]
        from bad in (float[])[float.NaN, float.PositiveInfinity]
        from place in (int[])[0, 1, classes - 1]
        select new object[] { classes, bad, place };

    [Theory, MemberData(nameof(NonFinite))]
    public void Measure_NonFiniteLogit_GivesNaN(int classes, float bad, int place)
    {
        foreach (var width in Widths)
        {
            var example = new LossCase<float>(2, 9, classes, someWithout: false);
            example.Outputs.Rows[11][place] = bad;
            Assert.True(double.IsNaN(example.Measure(LossReduction.Sum, width).Sum));
            Assert.All(example.Gradients.Rows[11].ToArray(), g => Assert.True(float.IsNaN(g)));
            Assert.All(example.Gradients.Rows[10].ToArray(), g => Assert.True(float.IsFinite(g)));
        }
    }

    [Theory, InlineData(3), InlineData(20)]
    public void Measure_TargetRuledOut_IsInfinite(int classes)
    {
        var example = new LossCase<float>(1, 1, classes);
        example.Outputs.Rows[0][2] = float.NegativeInfinity;
        example.Targets.Rows[0][0] = 2;
        Assert.Equal(double.PositiveInfinity, example.Measure().Sum);
        Assert.Equal(-1f, example.Gradients.Rows[0][2]);
    }

    [Theory, InlineData(5), InlineData(int.MaxValue), InlineData(-2), InlineData(int.MinValue)]
    public void Measure_TargetThatIsNoClass_IsRefused(int target)
    {
        var example = new LossCase<float>(3, 4, 5);
        example.Targets.Rows[6][0] = target;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => example.Measure());
        Assert.Contains($"Target {target} at step 1, row 2 is no class; expected 0 to 4, or -1 for none.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_ShapesThatDisagree_AreRefused()
    {
        var loss = new SoftmaxCrossEntropy<float>(LossReduction.Sum);
        LossCase<float> example = new(3, 4, 5), other = new(3, 5, 5), wider = new(3, 4, 6);
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, other.Targets, example.Gradients));
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, example.Targets, other.Gradients));
        Assert.Throws<ArgumentException>(() => loss.Measure(example.Outputs, example.Targets, wider.Gradients));
        Assert.Throws<ArgumentException>(() => loss.Measure(default, default, default));
    }

    [Fact]
    public void Constructor_UnknownReduction_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxCrossEntropy<float>((LossReduction)7));

    [Theory, InlineData(2), InlineData(65)]
    public void Measure_OnceWarm_AllocatesNothing(int classes)
    {
        var example = new LossCase<float>(50, 32, classes);
        var loss = new SoftmaxCrossEntropy<float>(LossReduction.Mean);
        Sequence<float> outputs = example.Outputs, gradients = example.Gradients;
        loss.Measure(outputs, example.Targets, gradients);
        Accuracy.Measure(outputs, example.Targets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        loss.Measure(outputs, example.Targets, gradients);
        Accuracy.Measure(outputs, example.Targets);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
