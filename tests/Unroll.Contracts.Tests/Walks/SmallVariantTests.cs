using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Verification;

namespace Unroll.Contracts.Walks;

/// <summary>The fused walk against the plain one for everything that a recurrent layer can be asked for: small enough for runs with instruction sets switched off.</summary>
public sealed class SmallVariantTests
{
    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void FusedWalk_OnASmallShape_IsThePlainWalk(string cell, string name) => RequirePlain(cell, Ladder.VariantCases(cell, Variants.Find(cell, name, 19), quick: true));

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
}
