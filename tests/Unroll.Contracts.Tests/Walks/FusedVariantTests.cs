using Unroll.Networks.Layers;
using Unroll.Networks.Verification;

namespace Unroll.Contracts.Walks;

/// <summary>Carried states and padding for everything that a recurrent layer can be asked for, on the fused walk.</summary>
[Trait("Category", "Exhaustive")]
public sealed class FusedVariantTests
{
    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void FusedWalk_InTwoWindows_IsTheWholeWalk(string cell, string name) => RequirePassed(CarryCheck.Run(cell, Walk.Fused, Variants.Find(cell, name, 7)));

    [Theory, MemberData(nameof(Variants.OfCells), MemberType = typeof(Variants))]
    public void FusedWalk_WithAnyPadding_HasTheSameBits(string cell, string name)
    {
        RequirePassed(PaddingCheck.Run<float>(cell, Walk.Fused, Variants.Find(cell, name, 7)));
        RequirePassed(PaddingCheck.Run<double>(cell, Walk.Fused, Variants.Find(cell, name, 7)));
    }

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
