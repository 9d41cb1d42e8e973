using System;
using System.Linq;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Numerics.Lanes;
using Unroll.Training.Clipping;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Clipping;

public sealed class ClippingTests
{
    public static TheoryData<int> Sizes => [0, 1, 2, 15, 16, 17, 31, 4095, 4096, 4097, 10_000];

    [Theory, MemberData(nameof(Sizes))]
    public void Norm_OfAnySize_HasTheBitsOfTheDocumentedOrder(int count)
    {
        var floats = Numbers.Normal<float>(count, 1);
        Assert.Equal(PlainNorm(floats), GradientNorm.Of<float>(floats));
        var doubles = Numbers.Normal<double>(count, 2);
        Assert.Equal(PlainNorm(doubles), GradientNorm.Of<double>(doubles));
        Assert.Equal(Math.Sqrt(doubles.Sum(v => v * v)), GradientNorm.Of<double>(doubles), 1e-10 * (1 + count));
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void Norm_WithOneBadNumberAnywhere_IsNotFinite(float bad)
    {
        foreach (var place in new[] { 0, 15, 16, 4096, 4999 })
        {
            var values = Numbers.Normal<float>(5000, 3);
            values[place] = bad;
            Assert.False(double.IsFinite(GradientNorm.Of<float>(values)), $"place {place}");
        }
    }

    [Fact]
    public void Norm_OfTheLargestFloats_IsFinite() =>
        Assert.Equal(float.MaxValue * 2.0, GradientNorm.Of<float>([float.MaxValue, -float.MaxValue, float.MaxValue, float.MaxValue]), 1e30);

    [Fact]
    public void None_ReturnsTheNormAndChangesNothing()
    {
        var values = new[] { 3f, -4f };
        Assert.Equal(5, new NoClipping().Apply<float>(values));
        Assert.Equal([3f, -4f], values);
    }

    [Fact]
    public void NormClipping_AboveTheMost_ScalesAsTorchDoes()
    {
        var values = new[] { 3.0, -4.0 };
        Assert.Equal(5, new NormClipping(1).Apply<double>(values));
        var factor = 1 / (5 + 1e-6);
        Assert.Equal([3 * factor, -4 * factor], values);
    }

    [Fact]
    public void NormClipping_AtOrBelowTheMost_ChangesNothing()
    {
        var values = new[] { 3f, -4f };
        Assert.Equal(5, new NormClipping(5.00001).Apply<float>(values));
        Assert.Equal([3f, -4f], values);
    }

    [Fact]
    public void ValueClipping_BoundsEachAndReturnsTheNormFromBefore()
    {
        var values = Enumerable.Range(-20, 41).Select(v => (float)v).ToArray();
        var norm = new ValueClipping(2.5).Apply<float>(values);
        Assert.Equal(Math.Sqrt(2 * 2870), norm, 1e-10);
        Assert.Equal(Enumerable.Range(-20, 41).Select(v => Math.Clamp(v, -2.5f, 2.5f)), values);
    }

    [Fact]
    public void Clipping_OfAnyKind_LeavesABadGradientToBeLookedAt()
    {
        foreach (var clipping in new IClipping[] { new NoClipping(), new NormClipping(1), new ValueClipping(1) })
        {
            var values = new[] { 7f, float.NaN, -9f };
            Assert.False(double.IsFinite(clipping.Apply<float>(values)));
            Assert.Equal([7f, float.NaN, -9f], values);
        }
    }

    [Fact]
    public void NormClipping_OfAnyVector_EndsAtOrBelowTheMost()
    {
        Prop.ForAll(Arb.From(Gen.Choose(1, 300)), Arb.From(Gen.Choose(1, 1000)), (count, tenths) =>
        {
            var values = Numbers.Normal<double>(count, (ulong)tenths);
            var most = tenths / 10.0;
            var before = new NormClipping(most).Apply<double>(values);
            var after = GradientNorm.Of<double>(values);
            return after <= Math.Max(most, 0) * (1 + 1e-12) && (before <= most ? after == before : after > most * 0.999);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void VectorOperations_AtEveryWidth_GiveTheSameBits()
    {
        foreach (var count in new[] { 1, 15, 16, 17, 67 })
        {
            var other = Numbers.Normal<float>(count, 8);
            var plain = Work(count, other, LaneWidth.Scalar);
            foreach (var width in new[] { LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 })
                Assert.Equal(plain, Work(count, other, width));
        }
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(double.NaN)]
    public void Bounds_OutOfRange_AreRefused(double most)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormClipping(most));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValueClipping(most));
    }

    static float[] Work(int count, float[] other, LaneWidth width)
    {
        var values = Numbers.Normal<float>(count, 7);
        VectorOperations.Scale(values, 1.7f, width);
        VectorOperations.Clamp(values, 1.1f, width);
        VectorOperations.SetSum(values, other, values, width);
        return values;
    }

    // The order that GradientNorm documents, in loops.
    static double PlainNorm<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = 0.0;
        foreach (var chunk in values.Chunk(4096))
        {
            var sums = new double[16];
            for (var i = 0; i < chunk.Length; i++)
                sums[i % 16] += double.CreateChecked(chunk[i]) * double.CreateChecked(chunk[i]);
            for (var half = 8; half > 0; half /= 2)
            {
                for (var i = 0; i < half; i++)
                    sums[i] += sums[i + half];
            }
            total += sums[0];
        }
        return Math.Sqrt(total);
    }
}
