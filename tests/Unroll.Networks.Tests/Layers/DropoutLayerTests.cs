using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;

namespace Unroll.Networks.Tests.Layers;

/// <summary>What dropout leaves, how much, and when.</summary>
public sealed class DropoutLayerTests
{
    const double Share = 0.4;

    static readonly int[] s_lengths = [4, 0, 5, 1, 5, 2, 3];

    static LayerRun NewRun(bool alike) => new LayerRun(LayerCases.Find("dropout" + (alike ? ", alike at all steps" : "")), s_lengths, WalkPadding.Before, extra: 1).Pass();

    // For every row and step of its own what each number was multiplied by.
    static double[][][] Factors(LayerRun run) =>
        [.. Enumerable.Range(0, run.Batch).Select(row => run.PlacesOf(row).Select(place => run.Output(place).Zip(run.Input(place), (output, input) => output / input).ToArray()).ToArray())];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Passes_InTraining_MultiplyNumbersAndGradientsByZeroOrTheSameMore(bool alike)
    {
        var run = NewRun(alike);
        var width = run.Network.InputWidth;
        var factors = Factors(run);
        for (var row = 0; row < run.Batch; row++)
        {
            foreach (var (place, factor) in run.PlacesOf(row).Zip(factors[row]))
            {
                Assert.All(factor, number => Assert.True(number == 0 || Math.Abs(number - 1 / (1 - Share)) < 1e-12));
                for (var i = 0; i < width; i++)
                    Assert.Equal(run.OutputGradients[place * width + i] * factor[i], run.InputGradients.All[place * width + i], 1e-12);
            }
        }
        // 380 numbers, or 6 · 19 = 114 of them drawn: the share of zeros has a deviation of at most √(0.24 / 114) = 0.046.
        Assert.InRange(factors.SelectMany(row => row).SelectMany(step => step).Average(number => number == 0 ? 1.0 : 0), Share - 0.2, Share + 0.2);
    }

    [Fact]
    public void Masks_OfRowsAndSteps_AreAlikeWhereTheyShould()
    {
        var (apart, alike) = (Factors(NewRun(alike: false)), Factors(NewRun(alike: true)));
        Assert.NotEqual(apart[0][0], apart[0][1]);
        Assert.NotEqual(apart[0][0], apart[2][0]);
        Assert.NotEqual(alike[0][0], alike[2][0]);
        Assert.All(alike, row => Assert.All(row, step => Assert.Equal(row[0].Select(number => number == 0), step.Select(number => number == 0))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Masks_OfARow_DoNotKnowOfTheOthersLengths(bool alike)
    {
        var @case = LayerCases.Find("dropout" + (alike ? ", alike at all steps" : ""));
        var (uneven, even) = (Factors(new LayerRun(@case, s_lengths).Pass()), Factors(new LayerRun(@case, [5, 5, 5, 5, 5, 5, 5]).Pass()));
        for (var row = 0; row < s_lengths.Length; row++)
        {
            for (var t = 0; t < s_lengths[row]; t++)
                Assert.Equal(even[row][t].Select(number => number == 0), uneven[row][t].Select(number => number == 0));
        }
    }

    [Fact]
    public void Masks_OfAnotherPassOrSeed_AreOthers()
    {
        var run = NewRun(alike: false);
        var wanted = run.ForwardResults();
        run.Trace.Noise = new NoisePosition(5, 7);
        run.Forward();
        Assert.NotEqual(wanted, run.ForwardResults());
        run.Trace.Noise = new NoisePosition(6, 6);
        run.Forward();
        Assert.NotEqual(wanted, run.ForwardResults());
        run.Trace.Noise = new NoisePosition(5, 6);
        run.Forward();
        Assert.Equal(wanted, run.ForwardResults());
    }

    [Fact]
    public void Masks_OfTwoLayers_AreNotTheSame()
    {
        var plan = new LayerCase("two", 19, (_, _) => [new DropoutLayer<double>(19, Share), new DropoutLayer<double>(19, Share)]);
        var zeros = Factors(new LayerRun(plan, s_lengths).Pass()).SelectMany(row => row).SelectMany(step => step).Average(number => number == 0 ? 1.0 : 0);
        // 1 − 0.6² = 0.64 where the masks have nothing to do with each other; 0.4 where they are one.
        Assert.InRange(zeros, 0.54, 0.74);
    }

    [Fact]
    public void Forward_InUse_ChangesNothing()
    {
        var run = new LayerRun(LayerCases.Find("dropout"), s_lengths, mode: TraceMode.Inference);
        run.Forward();
        for (var row = 0; row < run.Batch; row++)
            Assert.All(run.PlacesOf(row), place => Assert.Equal(run.Input(place), run.Output(place)));
    }

    [Fact]
    public void Layer_OfNoShare_LeavesRowsAndGradientsWhereTheyAre()
    {
        var @case = new LayerCase("free", 3, (plan, _) => [new DenseLayer<double>(plan, "a", 3, 4), new DropoutLayer<double>(4, 0), new DenseLayer<double>(plan, "b", 4, 2)]);
        var run = new LayerRun(@case).Pass();
        var (below, free) = (run.Trace.Layers[0], run.Trace.Layers[1]);
        Assert.True(SameMemory(below.Outputs, free.Outputs) && SameMemory(below.OutputGradients, free.OutputGradients));
    }

    static unsafe bool SameMemory(Numerics.Shapes.Sequence<double> left, Numerics.Shapes.Sequence<double> right) => left.Data == right.Data && left.Stride == right.Stride;

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void New_OfAShareThatIsNone_IsRefused(double share) => Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutLayer<float>(3, share));
}
