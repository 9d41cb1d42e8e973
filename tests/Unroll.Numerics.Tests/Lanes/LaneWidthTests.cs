using System;
using System.Runtime.Intrinsics;
using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Tests.Lanes;

public sealed class LaneWidthTests
{
    [SkippableFact]
    public void Widest_WhenARunExpectsAWidth_IsThatWidth()
    {
        var expected = Environment.GetEnvironmentVariable("UNROLL_EXPECT_WIDTH");
        Skip.If(string.IsNullOrEmpty(expected), "Set UNROLL_EXPECT_WIDTH to scalar, 128, 256 or 512 to have the width checked.");
        var width = expected switch
        {
            "scalar" => LaneWidth.Scalar,
            "128" => LaneWidth.Bits128,
            "256" => LaneWidth.Bits256,
            "512" => LaneWidth.Bits512,
            _ => throw new InvalidOperationException($"UNROLL_EXPECT_WIDTH is '{expected}'; it can be scalar, 128, 256 or 512."),
        };
        Assert.Equal(width, LaneWidths.Widest);
    }

    [Fact]
    public void Widest_OnThisProcessor_IsAcceleratedHere()
    {
        var accelerated = LaneWidths.Widest switch
        {
            LaneWidth.Bits512 => Vector512.IsHardwareAccelerated,
            LaneWidth.Bits256 => Vector256.IsHardwareAccelerated && !Vector512.IsHardwareAccelerated,
            LaneWidth.Bits128 => Vector128.IsHardwareAccelerated && !Vector256.IsHardwareAccelerated,
            _ => !Vector128.IsHardwareAccelerated,
        };
        Assert.True(accelerated);
    }
}
