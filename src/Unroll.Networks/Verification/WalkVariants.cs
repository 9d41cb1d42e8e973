using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Verification;

/// <summary>Everything that a recurrent layer can be asked for, one thing after another, then much of it at once.</summary>
static class WalkVariants
{
    /// <summary>Names of the variants that a cell can do.</summary>
    public static IEnumerable<string> NamesOf(CellEntry cell) => Of(cell, 1).Select(variant => variant.Name);

    /// <summary>The variants that a cell can do.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="projection">Width of projected outputs.</param>
    public static IEnumerable<WalkVariant> Of(CellEntry cell, int projection) =>
        Sequences().Concat(Noise()).Concat(Equations(cell, projection)).Concat(Together(projection)).Where(variant => variant.Fits?.Invoke(cell) ?? true);

    /// <summary>As few variants as have everything in them.</summary>
    public static IEnumerable<WalkVariant> FewOf(CellEntry cell, int projection) => Of(cell, projection).Where(variant => s_few.Contains(variant.Name));

    static readonly string[] s_few = ["padding inside", "normalised gates", "some unit weights", "settings", "much at once", "much at once, normalised and projected"];

    /// <summary>The variant of a name.</summary>
    public static WalkVariant Find(CellEntry cell, string name, int projection) => Of(cell, projection).Single(variant => variant.Name == name);

    static IEnumerable<WalkVariant> Sequences() =>
    [
        new("padding after", new(), WalkPadding.After),
        new("padding in front", new(), WalkPadding.Before),
        new("padding inside", new(), WalkPadding.Inside),
        new("states of the cell's own", new(), GivesStates: false),
        new("states of ones", new() { InitialStates = InitialStates.Ones }, WalkPadding.After, GivesStates: false),
        new("learnt states", new() { InitialStates = InitialStates.Learnt }, WalkPadding.After, GivesStates: false),
        new("learnt states, others given", new() { InitialStates = InitialStates.Learnt }),
    ];

    static IEnumerable<WalkVariant> Noise() =>
    [
        new("zoneout of outputs", new() { OutputZoneout = 0.3 }),
        new("zoneout of memory", new() { MemoryZoneout = 0.4 }, Fits: cell => cell.Layout.States > 1),
        new("recurrent dropout", new() { RecurrentDropout = 0.4 }, Fits: HasFeedback),
        new("weight drop", new() { WeightDrop = 0.3 }, Fits: HasFeedback),
    ];

    static IEnumerable<WalkVariant> Equations(CellEntry cell, int projection) =>
    [
        new("projection", new() { Projection = projection }, Fits: CanProject),
        new("normalised gates", new() { LayerNormalization = true }, Fits: CanNormalize),
        new("normalised gates without bias", new() { LayerNormalization = true, HasBias = false }, Fits: CanNormalize),
        new("some unit weights", new() { UnitWeights = [.. cell.UnitWeightNames.Skip(1)] }, Fits: entry => entry.UnitWeightNames.Count > 0),
        new("settings", new() { Settings = Settings }, Fits: entry => entry.HasSettings),
    ];

    static IEnumerable<WalkVariant> Together(int projection) =>
    [
        new(
            "much at once",
            new() { InitialStates = InitialStates.Learnt, OutputZoneout = 0.2, MemoryZoneout = 0.3, RecurrentDropout = 0.3, WeightDrop = 0.2 },
            WalkPadding.Inside, GivesStates: false, HasFeedback),
        new(
            "much at once, normalised and projected",
            new() { InitialStates = InitialStates.Learnt, MemoryZoneout = 0.3, WeightDrop = 0.2, LayerNormalization = true, Projection = projection },
            WalkPadding.Before, GivesStates: false, cell => HasFeedback(cell) && CanNormalize(cell) && CanProject(cell)),
    ];

    static CellSettings Settings => new()
    {
        Gate = new(ActivationKind.Softsign),
        Candidate = new(ActivationKind.Sigmoid),
        Output = new(ActivationKind.Identity),
        GateClip = 1.75,
        MemoryClip = 0.75,
    };

    static bool HasFeedback(CellEntry cell) => cell.Layout.GatesFromState > 0;

    static bool CanProject(CellEntry cell) => cell.CanProject;

    static bool CanNormalize(CellEntry cell) => cell.Layout.LateGates == 0;
}
