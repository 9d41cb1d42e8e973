using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;

namespace Unroll.Contracts.Walks;

/// <summary>Everything that a recurrent layer can be asked for, by itself and for every cell that can do it, on the plain walk.</summary>
[Trait("Category", "Exhaustive")]
public sealed class PlainVariantTests
{
    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void PlainWalk_Gradients_AreTheirDifferences(string cell, string name)
    {
        foreach (var projection in (int[])[2, 5])   // narrower and wider than the three units
        {
            var shape = Ladder.DifferenceCase(cell, Variants.Find(cell, name, projection));
            RequirePassed(DifferenceCheck.Run(name, shape, shape with { Layers = 2, Symbols = true, Inputs = 3 }));
        }
    }

    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void PlainWalk_InTwoWindows_IsTheWholeWalk(string cell, string name) => RequirePassed(CarryCheck.Run(cell, Walk.Plain, Variants.Find(cell, name, 7)));

    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void PlainWalk_WithAnyPadding_HasTheSameBits(string cell, string name)
    {
        RequirePassed(PaddingCheck.Run<float>(cell, Walk.Plain, Variants.Find(cell, name, 7)));
        RequirePassed(PaddingCheck.Run<double>(cell, Walk.Plain, Variants.Find(cell, name, 7)));
    }

    /// <summary>A variant that changed nothing would be checked by nothing.</summary>
    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void Variant_OfEveryCell_ChangesWhatComesOut(string cell, string name)
    {
        var shape = Ladder.DifferenceCase(cell, Variants.Find(cell, name, 2));
        var without = shape with { Variant = WalkVariant.Plain };
        var (found, wanted) = (Forward(shape), Forward(without));
        Assert.False(found.AsSpan().SequenceEqual(wanted), $"{cell} does the same with {name} as without");
        Assert.DoesNotContain(found, double.IsNaN);
    }

    static double[] Forward(WalkCase shape) => shape.Run<double>(Walk.Plain, Numerics.Lanes.LaneWidth.Scalar, 1).ToArray();

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
