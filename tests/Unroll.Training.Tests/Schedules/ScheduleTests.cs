using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Training.Schedules;

namespace Unroll.Training.Tests.Schedules;

public sealed class ScheduleTests
{
    [Fact]
    public void Piecewise_BeyondCounting_IsRefusedInOneLine()
    {
        RateSegment[] segments = [new() { From = 0, Rate = 1 }, new() { From = long.MaxValue / 2, Rate = 0.5 }];
        Assert.Equal(1, new PiecewiseSchedule(segments, 2).RateAt(long.MaxValue - 2));
        var refusal = Assert.Throws<ArgumentException>(() => new PiecewiseSchedule(segments, 3));
        Assert.Contains("Segment 1 starts from 4611686018427387903, which with 3 steps in each is beyond counting", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_AtAnyStep_IsItsRate()
    {
        var schedule = new ConstantSchedule(0.003);
        Assert.All(new[] { 0, 1, 1_000_000_000_000 }, step => Assert.Equal(0.003, schedule.RateAt(step)));
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Rates_OutOfRange_AreRefused(double rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateSegment { From = 0, Rate = rate });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(rate, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauOptions { Rate = rate });
    }

    [Theory]
    [InlineData(0, 0.00035), InlineData(19, 0.00035), InlineData(20, 0.00004), InlineData(45, 0.00004), InlineData(46, 0.00004), InlineData(9999, 0.00004)]
    public void Piecewise_FromTheReportsText_HasTheRateOfEachEpoch(int epoch, double rate)
    {
        const int StepsPerEpoch = 500;
        var schedule = new PiecewiseSchedule(PiecewiseSchedule.Parse("0.00035@0-19 0.00004@20-45"), StepsPerEpoch);
        Assert.Equal(rate, schedule.RateAt(epoch * (long)StepsPerEpoch));
        Assert.Equal(rate, schedule.RateAt(epoch * (long)StepsPerEpoch + StepsPerEpoch - 1));
    }

    [Fact]
    public void Exponential_FallsByItsFactorInEachUnit_FromTheOneThatIsNamed()
    {
        // As char-rnn's twin multiplies before epochs 10, 11, 12, …
        var schedule = new ExponentialSchedule(0.002, 0.97, from: 10, stepsPerUnit: 400);
        Assert.Equal([0.002, 0.002, 0.002 * 0.97, 0.002 * 0.97, 0.002 * 0.97 * 0.97], new long[] { 0, 3999, 4000, 4399, 4400 }.Select(schedule.RateAt), (one, other) => Math.Abs(one - other) < 1e-15);
        Assert.Equal(0.5, new ExponentialSchedule(1, 0.5).RateAt(1));
        Assert.Equal(0, new ExponentialSchedule(1, 0.5).RateAt(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, 1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, 0.5, from: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, 0.5, stepsPerUnit: 0));
    }

    [Fact]
    public void Parse_OfOneRate_IsOneSegment() =>
        Assert.Equal([new RateSegment { From = 0, Rate = 0.00075 }], PiecewiseSchedule.Parse(" 0.00075 "));

    [Theory]
    [InlineData(""), InlineData("fast"), InlineData("-0.1"), InlineData("0"), InlineData("0.1@"), InlineData("0.1@5"), InlineData("0.1@3-2"), InlineData("@0-1")]
    [InlineData("0.1@0-1 0.2"), InlineData("0.1@1-2"), InlineData("0.1@0-1 0.2@3-4"), InlineData("0.1@0-1 0.2@1-4"), InlineData("NaN@0-1"), InlineData("0.1@0-9223372036854775807")]
    public void Parse_OfOtherText_IsRefusedWithTheText(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => PiecewiseSchedule.Parse(text));
        Assert.Contains($"'{text}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Piecewise_OutOfOrder_IsRefused()
    {
        RateSegment At(long from) => new() { From = from, Rate = 1 };
        Assert.Throws<ArgumentException>(() => new PiecewiseSchedule([]));
        Assert.Throws<ArgumentException>(() => new PiecewiseSchedule([At(1)]));
        Assert.Throws<ArgumentException>(() => new PiecewiseSchedule([At(0), At(5), At(5)]));
    }

    [Fact]
    public void Piecewise_ForAnyPieces_IsTheLastPieceBegun()
    {
        var lengths = Gen.Choose(1, 9).NonEmptyListOf();
        Prop.ForAll(Arb.From(lengths), Arb.From(Gen.Choose(1, 4)), Arb.From(Gen.Choose(0, 200)), (pieces, stepsPerUnit, step) =>
        {
            var segments = new List<RateSegment>();
            var from = 0L;
            foreach (var length in pieces)
            {
                segments.Add(new RateSegment { From = from, Rate = segments.Count + 1 });
                from += length;
            }
            var wanted = segments.Last(s => s.From * stepsPerUnit <= step).Rate;
            return new PiecewiseSchedule(segments, stepsPerUnit).RateAt(step) == wanted;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 1.0), InlineData(25, 0.1 + 0.9 * 0.85355339059327379), InlineData(50, 0.55), InlineData(100, 0.1), InlineData(101, 0.1)]
    public void Cosine_FallsToItsFloor(long step, double rate) => Assert.Equal(rate, new CosineSchedule(1, 100, 0.1).RateAt(step), 1e-15);

    [Fact]
    public void Cosine_WithAFloorAboveItsRate_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(0.1, 10, 0.2));

    [Fact]
    public void WarmUp_RisesInEqualPartsToTheOtherSchedule()
    {
        var schedule = new WarmUpSchedule(new PiecewiseSchedule(PiecewiseSchedule.Parse("0.4@0-5 0.2@6-9")), 4);
        double[] wanted = [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.2];
        for (var step = 0; step < wanted.Length; step++)
            Assert.Equal(wanted[step], schedule.RateAt(step), 1e-15);
    }

    [Fact]
    public void WarmUp_OverAPlateau_PassesItsMemoryOn()
    {
        var plateau = new PlateauSchedule(new PlateauOptions { Rate = 1, Patience = 0 });
        var schedule = new WarmUpSchedule(plateau, 2);
        schedule.Observe(PlateauScheduleTests.Report(1));
        schedule.Observe(PlateauScheduleTests.Report(1));
        Assert.Equal(0.1, schedule.RateAt(5), 1e-15);
        Assert.Equal(plateau.Save(), schedule.Save());

        var resumed = new WarmUpSchedule(new PlateauSchedule(new PlateauOptions { Rate = 1, Patience = 0 }), 2);
        resumed.Load(schedule.Save());
        Assert.Equal(0.1, resumed.RateAt(5), 1e-15);
    }

    [Fact]
    public void WarmUp_OverAConstant_HasAnEmptyMemory()
    {
        var schedule = new WarmUpSchedule(new ConstantSchedule(1), 2);
        schedule.Observe(PlateauScheduleTests.Report(1));
        Assert.Equal("", schedule.Save());
        schedule.Load("");
        Assert.Equal(0.5, schedule.RateAt(0));
    }
}
