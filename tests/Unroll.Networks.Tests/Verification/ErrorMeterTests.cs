using System;
using Unroll.Networks.Verification;

namespace Unroll.Networks.Tests.Verification;

public sealed class ErrorMeterTests
{
    [Fact]
    public void Worst_OfSomeNumbers_IsTheLargestRelativeToOnePlusTheWanted()
    {
        var meter = new ErrorMeter();
        meter.Add([1.5, 9, 0], [1, 11, 0]);
        Assert.Equal(0.25, meter.Worst);
        Assert.Equal(3, meter.Cases);
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
