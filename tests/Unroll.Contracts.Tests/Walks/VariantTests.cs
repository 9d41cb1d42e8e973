using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;

namespace Unroll.Contracts.Walks;

/// <summary>Everything that a recurrent layer can be asked for, by itself and for every cell that can do it.</summary>
public sealed class VariantTests
{
    public static TheoryData<string, string> CellsAndVariants
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var cell in CellCatalog.Entries)
            {
                foreach (var variant in WalkVariants.NamesOf(cell))
                    data.Add(cell.Name, variant);
            }
            return data;
        }
    }

    static WalkVariant Variant(string cell, string name, int projection) => WalkVariants.Find(CellCatalog.Find(cell), name, projection);

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void PlainWalk_Gradients_AreTheirDifferences(string cell, string name)
    {
        foreach (var projection in (int[])[2, 5])   // narrower and wider than the three units
        {
            var shape = Ladder.DifferenceCase(cell, Variant(cell, name, projection));
            RequirePassed(DifferenceCheck.Run(name, shape, shape with { Layers = 2, Symbols = true, Inputs = 3 }));
        }
    }

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void PlainWalk_InTwoWindows_IsTheWholeWalk(string cell, string name) => RequirePassed(CarryCheck.Run(cell, Walk.Plain, Variant(cell, name, 7)));

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void PlainWalk_WithAnyPadding_HasTheSameBits(string cell, string name)
    {
        RequirePassed(PaddingCheck.Run<float>(cell, Walk.Plain, Variant(cell, name, 7)));
        RequirePassed(PaddingCheck.Run<double>(cell, Walk.Plain, Variant(cell, name, 7)));
    }

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void FusedWalk_InTwoWindows_IsTheWholeWalk(string cell, string name) => RequirePassed(CarryCheck.Run(cell, Walk.Fused, Variant(cell, name, 7)));

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void FusedWalk_WithAnyPadding_HasTheSameBits(string cell, string name)
    {
        RequirePassed(PaddingCheck.Run<float>(cell, Walk.Fused, Variant(cell, name, 7)));
        RequirePassed(PaddingCheck.Run<double>(cell, Walk.Fused, Variant(cell, name, 7)));
    }

    /// <summary>Few and small, for runs with instruction sets switched off.</summary>
    [Theory, MemberData(nameof(CellsAndVariants))]
    public void FusedWalk_OnASmallShape_IsThePlainWalk(string cell, string name) => RequirePlain(cell, Ladder.VariantCases(cell, Variant(cell, name, 19), quick: true));

    static void RequirePlain(string cell, IEnumerable<WalkCase> cases)
    {
        foreach (var walkCase in cases)
        {
            RequirePlain<double>(cell, walkCase);
            RequirePlain<float>(cell, walkCase);
        }
    }

    static void RequirePlain<T>(string cell, WalkCase walkCase)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (errors, bits) = WalkCheck.Run<T>(cell, walkCase);
        Assert.True(errors.Passed, $"{walkCase}, {typeof(T).Name}: error {errors.WorstError}, allowed {errors.Tolerance}");
        Assert.True(bits.Passed, $"{walkCase}, {typeof(T).Name}: {bits.WorstError} of {bits.Cases} numbers have other bits");
    }

    /// <summary>A variant that changed nothing would be checked by nothing.</summary>
    [Theory, MemberData(nameof(CellsAndVariants))]
    public void Variant_OfEveryCell_ChangesWhatComesOut(string cell, string name)
    {
        var shape = Ladder.DifferenceCase(cell, Variant(cell, name, 2));
        var without = shape with { Variant = WalkVariant.Plain };
        var (found, wanted) = (Forward(shape), Forward(without));
        Assert.False(found.AsSpan().SequenceEqual(wanted), $"{cell} does the same with {name} as without");
        Assert.DoesNotContain(found, double.IsNaN);
    }

    static double[] Forward(WalkCase shape) => shape.Run<double>(Walk.Plain, Numerics.Lanes.LaneWidth.Scalar, 1).ToArray();

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
