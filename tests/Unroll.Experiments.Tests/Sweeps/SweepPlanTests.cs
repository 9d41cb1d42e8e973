using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

public sealed class SweepPlanTests
{
    static SweepPlan Plan(string[] grid, string[]? ranges = null, int? random = null, int? seeds = null, HalvingOptions? halving = null, string? metric = null, bool? larger = null, params string[] settings) =>
        SweepPlan.Of(Some.Epochs(["expect=[{\"metric\":\"test.lastBitAccuracy\",\"atLeast\":1}]", .. settings]), new SweepRequest
        {
            Axes = [.. grid.Select(SweepAxis.ParseList), .. (ranges ?? []).Select(SweepAxis.ParseRange)],
            Random = random,
            Seeds = seeds,
            Halving = halving,
            Metric = metric,
            LargerIsBetter = larger,
        });

    // A whole run has 4 epochs and takes 10 s; 4 points of 2 seeds for 1 epoch, 2 for 1 more, 1 for 2 more are 16 epochs.
    [Fact]
    public void Seconds_AreThoseOfAllRounds()
    {
        Assert.Equal(40, Plan(["train.batch=4,8,16,32"], seeds: 2, halving: new HalvingOptions { Factor = 2, Least = 1 }, settings: "seconds=10").Seconds);
        Assert.Equal(80, Plan(["train.batch=4,8,16,32"], seeds: 2, settings: "seconds=10").Seconds);
        Assert.Null(Plan(["train.batch=4,8,16,32"], settings: "seconds=null").Seconds);
    }

    [Theory]
    [InlineData("train.bach=32", "--grid train.bach=32: train.bach is not a known key. Did you mean 'batch'?")]
    [InlineData("modle.cell=gru", "--grid modle.cell=gru: modle is not a known key. Did you mean 'model'?")]
    [InlineData("task.lenght=3", "--grid task.lenght=3: task.lenght is not a known key. Did you mean 'length'?")]
    [InlineData("train.batch=32,big", "--grid train.batch=32,big: train.batch is \"big\"; it must be a whole number from 1 to 1000000.")]
    [InlineData("train.batch=32,1.5", "--grid train.batch=32,1.5: train.batch is 1.5; it must be a whole number from 1 to 1000000.")]
    [InlineData("train.batch=0", "--grid train.batch=0: train.batch is 0; it must be a whole number from 1 to 1000000.")]
    [InlineData("model.cell=lstm,gruu", "--grid model.cell=lstm,gruu: model.cell 'gruu' is not known. Did you mean 'gru'?")]
    [InlineData("train..batch=3", "--grid train..batch=3: 'train..batch' is not a path;")]
    [InlineData("task.trainCount=30,60", "parity-report-fixed-6 with task.trainCount=60 model.hidden=3: parity-report-fixed-6: task.trainCount is 60; it must be under count, which is 60,")]
    [InlineData("train.seed=1,-2", "--grid train.seed=1,-2: train.seed is -2; it must be a whole number from 0 to 18446744073709551615.")]
    public void Grid_ThatCannotBeUsed_IsRefusedInOneLine(string grid, string message)
    {
        var refusal = Assert.Throws<RecipeException>(() => Plan([grid, "model.hidden=3,4"])).Message;
        Assert.StartsWith(message, refusal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void Plan_WithNothingToSweep_IsRefused()
    {
        Assert.StartsWith("parity-report-fixed-6: has nothing to sweep: give values with --grid", Assert.Throws<RecipeException>(() => Plan([])).Message);
        Assert.StartsWith("parity-report-fixed-6: has nothing to sweep", Assert.Throws<RecipeException>(() => Plan(["train.seed=1,2"])).Message);
        Assert.Contains("train.batch is given twice", Assert.Throws<RecipeException>(() => Plan(["train.batch=1,2", "train.batch=3"])).Message);
    }

    [Fact]
    public void Plan_BeyondAllMeasure_IsRefusedWithoutBeingMade()
    {
        var thousand = string.Join(',', Enumerable.Range(1, 1000));
        var grid = new[] { "train.batch", "model.hidden", "train.workers", "task.length" }.Select(path => $"{path}={thousand}").ToArray();
        Assert.Equal("parity-report-fixed-6: makes 1,000,000,000,000 runs; at most 10,000 are planned: shorten the lists, or draw some points with --random N.", Assert.Throws<RecipeException>(() => Plan(grid)).Message);
        Assert.Contains("makes 20,000 runs", Assert.Throws<RecipeException>(() => Plan(["train.batch=1,2"], seeds: 10_000)).Message);
        Assert.Contains("goes beyond 18446744073709551615", Assert.Throws<RecipeException>(() => SweepPlan.OfSeeds(Some.Epochs("train.seed=18446744073709551615"), 2)).Message);
    }

    [Fact]
    public void Range_WithoutANumberOfDraws_IsRefused() =>
        Assert.Equal("--range train.optimizer.rate=log:0.01..0.1: a range has no end of values; say how many points to draw with --random N, or list values with --grid.", Assert.Throws<RecipeException>(() => Plan([], ["train.optimizer.rate=log:0.01..0.1"])).Message);

    [Fact]
    public void Range_OfNumbersThatCannotBe_NamesTheOption()
    {
        Assert.StartsWith("--range model.hidden=1..9.5: model.hidden is 9.5; it must be a whole number", Assert.Throws<RecipeException>(() => Plan([], ["model.hidden=1..9.5"], random: 3)).Message);
        Assert.StartsWith("--range train.optimizer.rate=1..2000: train.optimizer.rate is 2000; it must be a number over 0 to 1000.", Assert.Throws<RecipeException>(() => Plan([], ["train.optimizer.rate=1..2000"], random: 3)).Message);
    }

    [Fact]
    public void Plan_OfARecipesBlock_IsItsGrid_AndOptionsTakeItsPlace()
    {
        const string Block = "sweep={\"train.batch\":[4,8],\"train.seed\":[3,5]}";
        var own = Plan([], settings: Block);
        Assert.Equal(["train.batch=4", "train.batch=8"], own.Points.Select(point => point.Describe()));
        Assert.Equal([3UL, 5UL], own.Seeds);
        Assert.Equal(["0001-seed-3", "0001-seed-5", "0002-seed-3", "0002-seed-5"], own.Trials.Select(trial => trial.Name));
        Assert.All(own.Trials, trial => Assert.Equal((trial.Seed, (trial.Point.Settings[0].Json, (object?)null)), (trial.Recipe.Train.Seed, (trial.Recipe.Train.Batch.ToString(System.Globalization.CultureInfo.InvariantCulture), trial.Recipe.Sweep))));
        var other = Plan(["train.batch=16", "model.hidden=3,4"], settings: Block);
        Assert.Equal(["train.batch=16 model.hidden=3", "train.batch=16 model.hidden=4"], other.Points.Select(point => point.Describe()));
        Assert.Contains("lists train.seed already; leave --seeds out", Assert.Throws<RecipeException>(() => Plan([], seeds: 3, settings: Block)).Message);
    }

    [Fact]
    public void Trial_OfAPlan_IsTheRecipeThatSettingsMake()
    {
        var plan = Plan(["train.clip={\"norm\":1},2", "train.steps=7"], seeds: 2);
        var expected = Some.Epochs("expect=[{\"metric\":\"test.lastBitAccuracy\",\"atLeast\":1}]", "train.clip=2", "train.steps=7", "train.seed=1");
        Assert.Equal(RecipeText.Write(expected), RecipeText.Write(plan.Trials.Single(trial => trial.Name == "0002-seed-1").Recipe));
    }

    [Fact]
    public void Metric_OfAPlan_IsWhatIsExpected_OnValidationDataWhereThereAreAny()
    {
        Assert.Equal(new SweepMetric("test.lastBitAccuracy", true), Plan(["train.batch=4,8"]).Metric);
        var validated = Plan(["train.batch=4,8"], settings: "task.validationCount=8");
        Assert.Equal(new SweepMetric("validation.lastBitAccuracy", true), validated.Metric);
        Assert.StartsWith("--metric test.lastBitAccuracy: the recipe has validation data", Assert.Throws<RecipeException>(() => Plan(["train.batch=4,8"], metric: "test.lastBitAccuracy", settings: "task.validationCount=8")).Message);
        Assert.Equal(new SweepMetric("train.lossPerTarget", false), Plan(["train.batch=4,8"], metric: "train.lossPerTarget").Metric);
        Assert.Equal(new SweepMetric("test.count", false), Plan(["train.batch=4,8"], metric: "test.count", larger: false).Metric);
        Assert.Contains("--metric 'test.acuracy' is not known.", Assert.Throws<RecipeException>(() => Plan(["train.batch=4,8"], metric: "test.acuracy")).Message);
        Assert.Contains("add --best largest or --best smallest", Assert.Throws<RecipeException>(() => Plan(["train.batch=4,8"], metric: "test.count")).Message);
    }

    // What is spent until something is solved is not the solving.
    [Theory]
    [InlineData("sequencesUntilSolved", false)]
    [InlineData("solved", true)]
    [InlineData("test.closingAccuracy", true)]
    [InlineData("train.steps", false)]
    [InlineData("test.squaredError", false)]
    [InlineData("test.plateau", null)]
    public void Direction_OfAMetricThatNothingIsExpectedOf_IsByItsName(string metric, bool? larger) =>
        Assert.Equal(larger, SweepMetric.Direction(RecipeReader.Read("reber", ["expect=[]"]), metric));

    [Theory]
    [InlineData(1, null, "--halving got 1: give 2 to 100")]
    [InlineData(2, 5, "--least got 5: give 1 to 4, the epochs of the first round (a whole run has 4).")]
    [InlineData(2, 0, "--least got 0:")]
    public void Halving_ThatCannotBe_IsRefused(int factor, int? least, string message) =>
        Assert.StartsWith(message, Assert.Throws<RecipeException>(() => Plan(["train.batch=4,8"], halving: new HalvingOptions { Factor = factor, Least = least })).Message);

    [Fact]
    public void Halving_OfBudgetsInTheGrid_IsRefused() =>
        Assert.Contains("leave train.epochs and train.steps out of the grid", Assert.Throws<RecipeException>(() => Plan(["train.epochs=4,8"], halving: new HalvingOptions())).Message);
}
