using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;

namespace Unroll.Contracts.Walks;

/// <summary>The fused walk against the plain walk on awkward shapes, at every width, and its bits across widths and threads.</summary>
public sealed class WalkTests
{
    // Every result is a sum of up to some hundred terms of size 1, or goes through one: with 512 terms rounding stays under 512 · 2^-24 = 3e-5 for float
    // and 6e-14 for double; the ladder's tolerances leave a factor of 3 and 15.
    // Exhaustive: with instruction sets switched off these sizes take minutes, and the ladder's are enough.
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void FusedWalk_OnSpecialShapesInDouble_IsThePlainWalk(string cell) => Require<double>(cell, [.. WalkCases.Special(cell)]);

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void FusedWalk_OnSpecialShapesInFloat_IsThePlainWalk(string cell) => Require<float>(cell, [.. WalkCases.Special(cell)]);

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells)), Trait("Category", "Exhaustive")]
    public void FusedWalk_OnRandomShapes_IsThePlainWalk(string cell)
    {
        Require<double>(cell, [.. WalkCases.Random(cell, 20)]);
        Require<float>(cell, [.. WalkCases.Random(cell, 20)]);
    }

    /// <summary>Few and small, for runs with instruction sets switched off.</summary>
    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void FusedWalk_OnSmallShapes_IsThePlainWalk(string cell)
    {
        WalkCase[] cases = [new(cell, 3, 17, 3, 7), new(cell, 35, 18, 2, 5), new(cell, 5, 33, 3, 4, Symbols: true)];
        Require<double>(cell, cases);
        Require<float>(cell, cases);
    }

    static void Require<T>(string cell, WalkCase[] cases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var walkCase in cases)
        {
            var (errors, bits) = WalkCheck.Run<T>(cell, walkCase);
            Assert.True(errors.Passed, $"{walkCase}, {typeof(T).Name}: error {errors.WorstError}, allowed {errors.Tolerance}");
            Assert.True(bits.Passed, $"{walkCase}, {typeof(T).Name}: {bits.WorstError} of {bits.Cases} numbers have other bits");
        }
    }

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void FusedWalk_AtEveryWidthAndNumberOfThreads_HasTheSameBits(string cell)
    {
        var shape = new WalkCase(cell, 35, 41, 3, 11, Layers: 2);
        var wanted = shape.Run<float>(Walk.Fused, LaneWidth.Scalar, 1);
        foreach (var width in Enum.GetValues<LaneWidth>())
        {
            foreach (var threads in (int[])[1, 2, 3, 7, 16])
                Bits.RequireEqual(wanted, shape.Run<float>(Walk.Fused, width, threads), $"{shape} at {width} with {threads} threads");
        }
    }
}
