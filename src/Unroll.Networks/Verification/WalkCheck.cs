using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Verification;

/// <summary>Rung 3: the fused walk against the plain one, at every lane width; then all widths and numbers of threads against one another, bit by bit.</summary>
static class WalkCheck
{
    /// <summary>Rounding of sums of some hundred terms.</summary>
    public static double ToleranceOf<T>() => typeof(T) == typeof(float) ? 1e-4 : 1e-12;

    static readonly (LaneWidth Width, int Threads)[] Ways =
    [
        (LaneWidth.Scalar, 1), (LaneWidth.Bits128, 2), (LaneWidth.Bits256, 3), (LaneWidth.Bits512, 1), (LaneWidth.Bits512, 2), (LaneWidth.Bits512, 7),
    ];

    /// <summary>Checks some cases of one kind together.</summary>
    public static (LadderResult Errors, LadderResult Bits) Run<T>(string subject, params ReadOnlySpan<WalkCase> cases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var meter = new ErrorMeter();
        long compared = 0, different = 0;
        foreach (var walkCase in cases)
        {
            var wanted = walkCase.Run<double>(Walk.Plain, LaneWidth.Scalar, 1);
            var first = walkCase.Run<T>(Walk.Fused, Ways[0].Width, Ways[0].Threads);
            meter.Add(first, wanted);
            foreach (var (width, threads) in Ways.Skip(1))
            {
                var bits = walkCase.Run<T>(Walk.Fused, width, threads);
                compared += bits.Length;
                different += bits.Zip(first).LongCount(pair => BitConverter.DoubleToInt64Bits(pair.First) != BitConverter.DoubleToInt64Bits(pair.Second));
            }
        }
        var type = typeof(T) == typeof(float) ? "float" : "double";
        return (
            new LadderResult(3, $"{subject}, {type}: fused walk against plain walk", meter.Cases, meter.Worst, ToleranceOf<T>()),
            new LadderResult(3, $"{subject}, {type}: bits over 4 lane widths and 1, 2, 3, 7 threads", compared, different, 0));
    }
}
