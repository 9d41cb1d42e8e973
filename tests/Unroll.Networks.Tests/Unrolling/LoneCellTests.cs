using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>The plain walk on cells that stretch it: weights of single units without a recurrent matrix, two stages, settings.</summary>
public sealed class LoneCellTests
{
    static readonly LoneCells<LonelyCell> s_lonely = new("lonely");
    static readonly LoneCells<StagedCell> s_staged = new("staged");

    static (IWalkLayers Source, CellEntry Entry) Lone(string cell) => cell == "lonely" ? (s_lonely, s_lonely.Entry) : (s_staged, s_staged.Entry);

    public static TheoryData<string, string> CellsAndVariants
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var cell in (string[])["lonely", "staged"])
            {
                data.Add(cell, WalkVariant.Plain.Name);
                foreach (var name in WalkVariants.NamesOf(Lone(cell).Entry).Where(name => name != "settings"))
                    data.Add(cell, name);
            }
            return data;
        }
    }

    static WalkVariant Variant(string cell, string name) => name == WalkVariant.Plain.Name ? WalkVariant.Plain : WalkVariants.Find(Lone(cell).Entry, name, 2);

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void Backward_OfALoneCell_GivesDifferences(string cell, string name)
    {
        var shape = new WalkCase(cell, 2, 3, 5, 4) { Source = Lone(cell).Source, Variant = Variant(cell, name) };
        RequirePassed(DifferenceCheck.Run(cell, shape, shape with { Layers = 2, Symbols = true, Inputs = 3 }));
    }

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void Walk_OfALoneCellInTwoWindows_IsTheWholeWalk(string cell, string name) =>
        RequirePassed(CarryCheck.Run(cell, Walk.Plain, Variant(cell, name), Lone(cell).Source));

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void Walk_OfALoneCellWithAnyPadding_HasTheSameBits(string cell, string name) =>
        RequirePassed(PaddingCheck.Run<float>(cell, Walk.Plain, Variant(cell, name), Lone(cell).Source));

    [Fact]
    public void Backward_OfACellWithSettings_GivesDifferences()
    {
        var variant = new WalkVariant("settings", new RecurrentOptions { Settings = new CellSettings { MemoryClip = 0.5 } });
        RequirePassed(DifferenceCheck.Run("scaled", new WalkCase("scaled", 2, 3, 4, 3) { Source = new LoneCells<ScaledCell>("scaled"), Variant = variant }));
    }

    static void RequirePassed(LadderResult result) => Assert.True(result.Passed, $"{result.Subject}: {result.WorstError} over {result.Tolerance} in {result.Cases} cases");
}
