using System.Runtime.Intrinsics;

namespace Unroll.Numerics.Lanes;

/// <summary>The widths a kernel can be asked to run at. All give the same bits.</summary>
public enum LaneWidth
{
    /// <summary>One number at a time.</summary>
    Scalar = 0,

    /// <summary>128 bits: SSE, Arm64 AdvSimd.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Chooses the lane width for the processor at hand.</summary>
public static class LaneWidths
{
    /// <summary>
    /// The widest lane that this processor has in hardware. 512 and 256 bits come with a fused multiply-add; an x64 processor with 128 bits alone
    /// has none, and then rounds once by computing it number by number: right, and slow.
    /// </summary>
    public static LaneWidth Widest =>
        Vector512.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? LaneWidth.Bits512
        : Vector256.IsHardwareAccelerated ? LaneWidth.Bits256
        : Vector128.IsHardwareAccelerated ? LaneWidth.Bits128
        : LaneWidth.Scalar;
}
