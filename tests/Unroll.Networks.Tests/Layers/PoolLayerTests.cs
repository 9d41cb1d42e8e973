using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Pooling against what it says, written out.</summary>
public sealed class PoolLayerTests
{
    static readonly int[] s_lengths = [4, 0, 5, 1, 3];

    [Theory]
    [InlineData(Pooling.Last)]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Max)]
    public void Passes_OfPaddedRows_AreWhatIsWrittenOut(Pooling pooling)
    {
        var run = new LayerRun(LayerCases.Find($"pooling, {pooling}"), s_lengths, WalkPadding.Inside, extra: 2).Pass();
        Assert.Equal((1, s_lengths.Length), (run.Trace.Outputs.Steps, run.Trace.Outputs.Batch));
        for (var row = 0; row < s_lengths.Length; row++)
        {
            var places = run.PlacesOf(row).ToArray();
            Assert.Equal(s_lengths[row], places.Length);
            for (var i = 0; i < run.Network.InputWidth; i++)
            {
                var numbers = places.Select(place => run.Input(place)[i]).ToArray();
                var gradient = run.OutputGradients[row * run.Network.InputWidth + i];
                var (wanted, shares) = Written(pooling, numbers);
                Assert.Equal(wanted, run.Output(row)[i], 1e-14);
                for (var t = 0; t < places.Length; t++)
                    Assert.Equal(gradient * shares[t], run.InputGradients.All[places[t] * run.Network.InputWidth + i], 1e-14);
            }
        }
    }

    // The result, and how much of its gradient each step gets.
    static (double Result, double[] Shares) Written(Pooling pooling, double[] numbers)
    {
        if (numbers.Length == 0)
            return (0, []);
        var chosen = pooling == Pooling.Last ? numbers.Length - 1 : Array.IndexOf(numbers, numbers.Max());
        return pooling == Pooling.Mean
            ? (numbers.Average(), [.. numbers.Select(_ => 1.0 / numbers.Length)])
            : (numbers[chosen], [.. numbers.Select((_, t) => t == chosen ? 1.0 : 0)]);
    }

    [Fact]
    public void Max_OfEqualNumbers_GivesTheFirstTheGradient()
    {
        var run = new LayerRun(LayerCases.Find("pooling, Max"));
        run.Inputs.All.Fill(-2);
        run.Pass();
        Assert.All(run.Output(0), number => Assert.Equal(-2, number));
        var width = run.Network.InputWidth;
        Assert.Equal(run.OutputGradients, run.InputGradients.All[..(run.Batch * width)].ToArray());
        Assert.All(run.InputGradients.All[(run.Batch * width)..].ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void Max_OverANumberThatIsNone_IsNone()
    {
        var run = new LayerRun(LayerCases.Find("pooling, Max"));
        run.Inputs.All[run.Batch * run.Network.InputWidth] = double.NaN;
        run.Forward();
        Assert.True(double.IsNaN(run.Output(0)[0]));
        Assert.False(double.IsNaN(run.Output(0)[1]));
    }

    [Fact]
    public void New_WithNonsense_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoolLayer<float>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoolLayer<float>(3, (Pooling)9));
    }
}
