using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Losses;

/// <summary>Laws that hold for any shape and any numbers.</summary>
public sealed class LossPropertyTests
{
    public static TheoryData<string> Variants => LossVariants.All;

    static Arbitrary<(int Steps, int Batch, int Width, ulong Seed)> Shapes =>
        (from steps in Gen.Choose(1, 7)
         from batch in Gen.Choose(1, 40)
         from width in Gen.Choose(2, 24)
         from seed in Gen.Choose(1, 1_000_000)
         select (steps, batch, width, (ulong)seed)).ToArbitrary();

    static void Holds(Func<(int Steps, int Batch, int Width, ulong Seed), bool> law) => Prop.ForAll(Shapes, law).QuickCheckThrowOnFailure();

    /// <summary>Padding by rows and by steps, with and without targets marked by a class of −1.</summary>
    [Theory, MemberData(nameof(Variants))]
    public void Loss_OfPaddedBatch_HasTheBitsOfTheUnpadded(string variant) => Holds(shape =>
    {
        var (steps, batch, width, seed) = shape;
        var options = LossVariants.Options(variant, width);
        var plain = new LossExample<float>(options, steps, batch, width, PlaceWeights.None, seed);
        return IsSame(plain, PlaceWeights.ZeroOrOne, seed) && (options is not CrossEntropyOptions || IsSame(plain, PlaceWeights.None, seed));
    });

    static bool IsSame(LossExample<float> plain, PlaceWeights weights, ulong seed)
    {
        int steps = plain.Outputs.Steps, batch = plain.Outputs.Batch;
        var (before, moreSteps, moreRows) = ((int)(seed % 3), (int)(seed % 4), (int)(seed % 5));
        var padded = new LossExample<float>(plain.Options, before + steps + moreSteps, batch + moreRows, plain.Values.Width, weights, seed + 1);
        for (var r = 0; r < padded.Rows; r++)
        {
            padded.Classes.Rows[r][0] = weights == PlaceWeights.None ? -1 : 0;
            if (weights != PlaceWeights.None)
                padded.Weights.Rows[r][0] = 0;
        }
        for (var t = 0; t < steps; t++)
            for (var b = 0; b < batch; b++)
            {
                plain.Outputs[t, b].CopyTo(padded.Outputs[before + t, b]);
                plain.Values[t, b].CopyTo(padded.Values[before + t, b]);
                padded.Classes[before + t, b][0] = plain.Classes[t, b][0];
                if (weights != PlaceWeights.None)
                    padded.Weights[before + t, b][0] = 1;
            }
        var same = LossContractTests.Bits(plain.Measure()) == LossContractTests.Bits(padded.Measure());
        for (var t = 0; t < steps; t++)
            for (var b = 0; b < batch; b++)
                same &= LossContractTests.SameBits<float>(plain.Gradients[t, b], padded.Gradients[before + t, b]);
        return same;
    }

    [Theory, MemberData(nameof(Variants))]
    public void Gradient_OfMaskedPlaces_IsExactlyZero(string variant) => Holds(shape =>
    {
        var example = new LossExample<float>(LossVariants.Options(variant, shape.Width), shape.Steps, shape.Batch, shape.Width, PlaceWeights.Any, shape.Seed);
        example.Measure();
        return Enumerable.Range(0, example.Rows).All(r => example.HasTarget(r) || example.GradientsOf(r).All(g => BitConverter.DoubleToInt64Bits(g) == 0));
    });

    /// <summary>Logits in eighths, moved by a whole number: the sums are exact, so the bits must be the same.</summary>
    [Fact]
    public void CrossEntropy_LogitsMovedTogether_HasTheSameBits() => Holds(shape =>
    {
        var variant = LossVariants.Names.Where(name => name.StartsWith("cross", StringComparison.Ordinal)).ElementAt((int)(shape.Seed % 7));
        LossExample<float> Example(float shift)
        {
            var example = new LossExample<float>(LossVariants.Options(variant, shape.Width), shape.Steps, shape.Batch, shape.Width, PlaceWeights.None, shape.Seed);
            for (var r = 0; r < example.Rows; r++)
                foreach (ref var z in example.Outputs.Rows[r])
                    z = MathF.Round(z * 8) / 8 + shift;
            return example;
        }
        LossExample<float> still = Example(0), moved = Example(shape.Seed % 2000 - 1000f);
        return LossContractTests.Bits(still.Measure()) == LossContractTests.Bits(moved.Measure()) && LossContractTests.SameBits<float>(still.GradientMemory(), moved.GradientMemory());
    });

    /// <summary>Every class counting 1 takes the weighted path, smoothing of 0 the plain one: the same bits for many classes, the same numbers for few, whose plain path adds logarithms block by block.</summary>
    [Fact]
    public void CrossEntropy_SettingsThatChangeNothing_GivePlainBits() => Holds(shape =>
    {
        LossExample<float> Example(CrossEntropyOptions options) => new(options, shape.Steps, shape.Batch, shape.Width, PlaceWeights.None, shape.Seed);
        LossExample<float> plain = Example(new()), smooth = Example(new() { LabelSmoothing = 0 }), even = Example(new() { ClassWeights = [.. Enumerable.Repeat(1.0, shape.Width)] });
        var value = plain.Measure();
        var close = Math.Abs(even.Measure().Sum - value.Sum) <= 1e-6 * value.Sum;
        return close && LossContractTests.Bits(value) == LossContractTests.Bits(smooth.Measure()) && LossContractTests.SameBits<float>(plain.GradientMemory(), smooth.GradientMemory())
            && (shape.Width <= 8 || LossContractTests.Bits(value) == LossContractTests.Bits(even.Measure()));
    });
}
