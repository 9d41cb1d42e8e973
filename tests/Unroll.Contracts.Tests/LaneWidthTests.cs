using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Contracts;

/// <summary>A run that switches instruction sets off says which width it expects; without this a setting that changes nothing would pass unseen.</summary>
public sealed class LaneWidthTests
{
    [SkippableFact]
    public void Widest_WhenARunExpectsAWidth_IsThatWidth()
    {
        var expected = Environment.GetEnvironmentVariable("UNROLL_EXPECT_WIDTH");
        Skip.If(string.IsNullOrEmpty(expected), "Set UNROLL_EXPECT_WIDTH to scalar, 128, 256 or 512 to have the width checked.");
        Assert.Equal(expected, LaneWidths.Widest == LaneWidth.Scalar ? "scalar" : $"{(int)LaneWidths.Widest}");
    }
}
