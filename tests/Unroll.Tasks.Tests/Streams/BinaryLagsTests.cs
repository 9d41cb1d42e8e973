using System.Linq;
using Unroll.Numerics.Random;
using Unroll.Tasks.Streams;

namespace Unroll.Tasks.Tests.Streams;

public sealed class BinaryLagsTests
{
    [Fact]
    public void Entropies_AreThoseOfTheSeminar()
    {
        double[] known = [0.661563, 0.519167, 0.627741, 0.454454];
        Assert.Equal(known, BinaryLags.Plateaus.Select(plateau => double.Round(plateau.Entropy, 6)));
    }

    [Theory]
    [InlineData(0.66, 0)]
    [InlineData(0.70, 0)]
    [InlineData(0.63, 2)]
    [InlineData(0.52, 1)]
    [InlineData(0.48, 1)]
    [InlineData(0.46, 3)]
    public void Reached_IsTheLowestPlateauComeDownTo(double crossEntropy, int expected) => Assert.Equal(expected, BinaryLags.Reached(crossEntropy));

    // Between two plateaus the name alone would hide how far down the loss has come.
    [Theory]
    [InlineData(0.70, 0)]
    [InlineData(0.52, 0)]
    [InlineData(0.4868, 0.5)]
    [InlineData(0.4825, 0.567)]
    [InlineData(0.45, 1)]
    public void WayToBoth_IsAShareOfTheWayFromThePlateauReached(double crossEntropy, double expected) => Assert.Equal(expected, BinaryLags.WayToBoth(crossEntropy), 0.001);

    [Fact]
    public void Draw_HasTheOddsOfTheFourCases_AndNoWrap()
    {
        var (inputs, targets) = BinaryLags.Draw(new RandomStream(1), 200_000);
        double[] odds = [0.5, 0.25, 1, 0.75];
        for (var number = 0; number < 4; number++)
        {
            var places = Enumerable.Range(8, inputs.Length - 8).Where(i => 2 * inputs[i - 3] + inputs[i - 8] == number).ToList();
            Assert.Equal(odds[number], places.Average(i => targets[i]), 0.01);
        }
        // The first steps of many documents: what is not there yet counts as 0.
        var starts = Enumerable.Range(0, 4000).Select(seed => BinaryLags.Draw(new RandomStream((ulong)seed), 12).Targets[0]).Average();
        Assert.Equal(0.5, starts, 0.04);
    }
}
