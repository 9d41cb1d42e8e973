using System;
using Unroll.Networks.Verification;

namespace Unroll.Networks.Tests.Verification;

public sealed class ErrorMeterTests
{
    [Fact]
    public void Worst_OfSomeNumbers_IsTheLargestRelativeToOnePlusTheWanted()
    {
        var meter = new ErrorMeter();
        meter.Add(1.5, 1);
        meter.Add(9, 11);
        Assert.Equal(0.25, meter.Worst);
        Assert.Equal(2, meter.Cases);
    }

    [Fact]
    public void Worst_OfNumbersTogether_IsBesideTheirSizeToo()
    {
        var meter = new ErrorMeter();
        meter.Add([1.5, 5, 0, 7], [1, 7, 0, 7]);   // the root of the mean square is just under 5
        Assert.Equal(2.0 / 8, meter.Worst);
        Assert.Equal(4, meter.Cases);
        var small = new ErrorMeter();
        small.Add([3, 5, 0, 7], [1, 5, 0, 7]);
        Assert.Equal(2 / (1 + Math.Sqrt(75.0 / 4)), small.Worst, 1e-15);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Worst_AfterANaN_StaysInfinite(double found, double wanted)
    {
        var meter = new ErrorMeter();
        meter.Add(found, wanted);
        meter.Add(1, 1);
        Assert.Equal(double.PositiveInfinity, meter.Worst);
    }

    [Fact]
    public void Add_OfDifferentLengths_IsRefused() => Assert.Throws<ArgumentException>(() => new ErrorMeter().Add([1.0], [1.0, 2.0]));
}
