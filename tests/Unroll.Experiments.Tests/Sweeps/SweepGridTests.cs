using System.Globalization;
using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

public sealed class SweepGridTests
{
    [Fact]
    public void All_OfTwoLists_IsEveryCombinationTheLastChangingFirst()
    {
        var points = SweepGrid.All([SweepAxis.ParseList("train.batch=32,64"), SweepAxis.ParseList("model.cell=gru,lstm")]);
        Assert.Equal(
            ["1 train.batch=32 model.cell=gru", "2 train.batch=32 model.cell=lstm", "3 train.batch=64 model.cell=gru", "4 train.batch=64 model.cell=lstm"],
            points.Select(point => $"{point.Number} {point.Describe()}"));
    }

    [Theory]
    [InlineData("train.batch=32,64, 128", "32|64|128")]
    [InlineData("model.cell=gru,lstm", "\"gru\"|\"lstm\"")]
    [InlineData("train.clip={\"norm\":1},null", "{\"norm\":1}|null")]
    [InlineData("train.optimizer.kind=adam,1e-3", "\"adam\"|1e-3")]
    public void List_FromACommandLine_IsJsonWhereItIsJson(string text, string expected) => Assert.Equal(expected, string.Join('|', SweepAxis.ParseList(text).Values));

    [Theory]
    [InlineData("train.batch", "--grid train.batch: has no path and values; for example train.batch=32,64,128.")]
    [InlineData("=3", "--grid =3: has no path and values; for example train.batch=32,64,128.")]
    [InlineData("train.batch=", "--grid train.batch=: has no values; a grid is path=value,value,…, for example train.batch=32,64,128.")]
    [InlineData("train.batch=32,64,32", "--grid train.batch=32,64,32: train.batch has 32 twice; give each value once.")]
    public void List_ThatIsNone_IsRefusedInOneLine(string text, string message) => Assert.Equal(message, Assert.Throws<RecipeException>(() => SweepAxis.ParseList(text)).Message);

    [Theory]
    [InlineData("a=1", "is no range;")]
    [InlineData("a=1..x", "is no range;")]
    [InlineData("a=1..2..3", "is no range;")]
    [InlineData("a=nan..3", "is no range;")]
    [InlineData("a=3..1", "goes from 3 to 1; the first must be under the second.")]
    [InlineData("a=1..1", "goes from 1 to 1; the first must be under the second.")]
    [InlineData("a=log:0..1", "begins at 0; a range by factors begins over 0.")]
    public void Range_ThatIsNone_IsRefusedInOneLine(string text, string message) => Assert.Contains(message, Assert.Throws<RecipeException>(() => SweepAxis.ParseRange(text)).Message);

    [Fact]
    public void Draw_Twice_IsTheSame_AndMoreBeginWithTheSame()
    {
        SweepAxis[] axes = [SweepAxis.ParseRange("train.optimizer.rate=log:1e-4..1e-1"), SweepAxis.ParseRange("model.hidden=8..64"), SweepAxis.ParseList("train.batch=32,64")];
        var ten = SweepGrid.Draw(axes, 10, seed: 7).Select(point => point.Describe()).ToArray();
        Assert.Equal(ten, SweepGrid.Draw(axes, 30, seed: 7).Take(10).Select(point => point.Describe()));
        Assert.Equal(10, ten.Distinct().Count());
        Assert.NotEqual(ten, SweepGrid.Draw(axes, 10, seed: 8).Select(point => point.Describe()));
        // What is drawn for a path does not depend on the paths before it.
        Assert.Equal(SweepGrid.Draw(axes, 10, 7).SelectMany(point => point.Settings), SweepGrid.Draw([axes[2], axes[1], axes[0]], 10, 7).SelectMany(point => point.Settings.Reverse()));
    }

    [Fact]
    public void Draw_FromARangeByFactors_FillsItsDecadesEqually()
    {
        var rates = Numbers("rate=log:1e-4..1e-1", 900);
        Assert.All(rates, rate => Assert.InRange(rate, 1e-4, 1e-1));
        foreach (var decade in new[] { 1e-4, 1e-3, 1e-2 })
            Assert.InRange(rates.Count(rate => rate >= decade && rate < decade * 10), 250, 350);   // 300 ± 3.5 deviations
    }

    [Fact]
    public void Draw_FromARangeByDifferences_IsFlat()
    {
        var numbers = Numbers("x=1.0..3.0", 900);
        Assert.InRange(numbers.Count(number => number < 2), 400, 500);
        Assert.All(numbers, number => Assert.InRange(number, 1, 3));
    }

    [Theory]
    [InlineData("n=1..4")]
    [InlineData("n=log:1..4")]
    public void Draw_FromWholeNumbers_GivesAllOfThem(string text)
    {
        // Four points are all that there are, so each is drawn once.
        Assert.Equal([1, 2, 3, 4], Numbers(text, 4).Order());
        Assert.Throws<RecipeException>(() => Numbers(text, 5));
    }

    [Fact]
    public void Draw_OfMoreThanTheGridHas_IsRefused()
    {
        SweepAxis[] axes = [SweepAxis.ParseList("a=1,2"), SweepAxis.ParseList("b=1,2")];
        Assert.Equal(4, SweepGrid.Draw(axes, 4, 0).Select(point => point.Describe()).Distinct().Count());
        Assert.Equal("--random 5 asks for more points than the 4 combinations of the grid; leave --random out to run them all.", Assert.Throws<RecipeException>(() => SweepGrid.Draw(axes, 5, 0)).Message);
    }

    static double[] Numbers(string range, int count) =>
        [.. SweepGrid.Draw([SweepAxis.ParseRange(range)], count, seed: 3).Select(point => double.Parse(point.Settings[0].Json, NumberStyles.Float, CultureInfo.InvariantCulture))];
}
