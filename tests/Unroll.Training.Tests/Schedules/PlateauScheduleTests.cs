using System;
using System.Linq;
using Unroll.Training.Schedules;

namespace Unroll.Training.Tests.Schedules;

public sealed class PlateauScheduleTests
{
    internal static StepReport Report(double loss) => new(1, 0, loss, loss, 1, 1, 1, 1);

    // Losses, and the rate after each, by hand from the rules: more than `patience` looks without gain lower the rate.
    [Fact]
    public void Rate_WhenTheLossStands_IsLoweredAfterPatience()
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 1, Factor = 0.5, Patience = 2 });
        (double Loss, double Rate)[] table = [(3, 1), (2, 1), (2, 1), (2, 1), (2, 0.5), (2, 0.5), (2, 0.5), (2, 0.25), (1, 0.25), (1, 0.25)];
        foreach (var (loss, rate) in table)
        {
            schedule.Observe(Report(loss));
            Assert.Equal(rate, schedule.RateAt(0));
        }
    }

    [Fact]
    public void Rate_WhileCooling_IsLeftAlone()
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 1, Factor = 0.5, Patience = 0, Cooldown = 3 });
        // First look sets the best; the second lowers; three cool; the one after lowers again.
        double[] rates = [1, 0.5, 0.5, 0.5, 0.5, 0.25];
        foreach (var rate in rates)
        {
            schedule.Observe(Report(2));
            Assert.Equal(rate, schedule.RateAt(0));
        }
    }

    [Fact]
    public void Gain_BelowTheThreshold_DoesNotCount()
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 1, Factor = 0.5, Patience = 0, Threshold = 0.1 });
        schedule.Observe(Report(1));
        schedule.Observe(Report(0.89));
        Assert.Equal(1, schedule.RateAt(0));
        schedule.Observe(Report(0.85));
        Assert.Equal(0.5, schedule.RateAt(0));
    }

    [Fact]
    public void Rate_IsNotLoweredBeyondTheMinimum()
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 1, Factor = 0.1, Patience = 0, Minimum = 0.05 });
        for (var i = 0; i < 10; i++)
            schedule.Observe(Report(1));
        Assert.Equal(0.05, schedule.RateAt(0));
    }

    [Fact]
    public void Look_IsTheMeanOverItsSteps()
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 1, Factor = 0.5, Patience = 0, StepsPerLook = 2 });
        foreach (var loss in new double[] { 1, 3, 0, 3 })   // looks of 2 and 1.5: a gain, though steps rise
            schedule.Observe(Report(loss));
        Assert.Equal(1, schedule.RateAt(0));
        foreach (var loss in new double[] { 0, 3 })
            schedule.Observe(Report(loss));
        Assert.Equal(0.5, schedule.RateAt(0));
    }

    [Fact]
    public void Memory_SavedAtAnyPoint_GoesOnAlike()
    {
        var options = new PlateauOptions { Rate = 0.1, Factor = 0.3, Patience = 1, Cooldown = 1, StepsPerLook = 3 };
        var losses = Enumerable.Range(0, 60).Select(i => 1 / (1.0 + i % 13) + 1.0 / 3).ToArray();
        for (var cut = 0; cut < losses.Length; cut++)
        {
            var whole = new PlateauSchedule(options);
            foreach (var loss in losses[..cut])
                whole.Observe(Report(loss));
            var resumed = new PlateauSchedule(options);
            resumed.Load(whole.Save());
            foreach (var loss in losses[cut..])
            {
                whole.Observe(Report(loss));
                resumed.Observe(Report(loss));
                Assert.Equal(whole.Save(), resumed.Save());
            }
            Assert.True(whole.RateAt(0) < options.Rate, "the test never lowers the rate");
        }
    }

    [Theory]
    [InlineData(""), InlineData("1 2 3"), InlineData("1 2 3 4 5 x"), InlineData("NaN 1 0 0 0 0"), InlineData("1 1 -1 0 0 0")]
    public void Load_OfOtherText_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => new PlateauSchedule(new PlateauOptions { Rate = 1 }).Load(text));
}
