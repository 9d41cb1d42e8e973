using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Verification;

/// <summary>
/// The ladder of proof on the machine at hand, each rung checking the one below: dual numbers, differences, and the fused walk at every width
/// against the plain one.
/// </summary>
public static class Ladder
{
    /// <summary>Makes the checks one by one as they are asked for.</summary>
    /// <param name="quick">Fewer points and sizes: some seconds instead of some ten.</param>
    public static IEnumerable<LadderResult> Run(bool quick = false) => Run(CellCatalog.Names, quick);

    /// <summary>The same for some of the cells.</summary>
    internal static IEnumerable<LadderResult> Run(IEnumerable<string> cells, bool quick) =>
        cells.Select(cell => Dual(cell, quick)).Concat(cells.SelectMany(cell => Differences(cell, quick))).Concat(cells.SelectMany(cell => Walks(cell, quick)));

    /// <summary>Rung 1 of a cell.</summary>
    internal static LadderResult Dual(string cell, bool quick) => DualCheck.Run(CellCatalog.Find(cell), quick ? 200 : 2000, new RandomStream(1).Split(cell));

    /// <summary>Rung 2 of a cell.</summary>
    internal static IEnumerable<LadderResult> Differences(string cell, bool quick)
    {
        foreach (var walkCase in DifferenceCases(cell))
            yield return DifferenceCheck.Run(walkCase.ToString(), walkCase);
        var variants = VariantsOf(cell, projection: 2, quick);
        yield return DifferenceCheck.Run($"{cell}, with options", [.. variants.Select(variant => DifferenceCase(cell, variant))]);
        yield return CarryCheck.Run(cell, Walk.Plain);
        yield return CarryCheck.Run(cell, Walk.Fused);
        yield return PaddingCheck.Run<float>(cell, Walk.Plain, WalkVariant.Plain);
        yield return PaddingCheck.Run<float>(cell, Walk.Fused, WalkVariant.Plain);
    }

    static IEnumerable<WalkCase> DifferenceCases(string cell) =>
    [
        new(cell, Inputs: 3, Hidden: 4, Steps: 5, Batch: 2, Layers: 2),
        new(cell, Inputs: 4, Hidden: 3, Steps: 6, Batch: 3, Symbols: true),
        new(cell, Inputs: 2, Hidden: 3, Steps: 4, Batch: 1, HasBias: false),
    ];

    /// <summary>A case for rung 2 of a cell with something asked of it.</summary>
    internal static WalkCase DifferenceCase(string cell, WalkVariant variant) => new(cell, Inputs: 2, Hidden: 3, Steps: 5, Batch: 4) { Variant = variant };

    /// <summary>Rung 3 of a cell.</summary>
    internal static IEnumerable<LadderResult> Walks(string cell, bool quick)
    {
        var dense = DenseCases(cell, quick);
        var symbols = new WalkCase[] { new(cell, 5, 33, 4, 7, Symbols: true), new(cell, 70, 20, 5, 3, Symbols: true), new(cell, 2, 100, 3, 8, Symbols: true) };
        foreach (var (subject, cases) in new[] { ("dense inputs", dense), ("symbols", symbols) })
        {
            var (errors, bits) = WalkCheck.Run<double>($"{cell}, {subject}", cases);
            yield return errors;
            yield return bits;
            (errors, bits) = WalkCheck.Run<float>($"{cell}, {subject}", cases);
            yield return errors;
            yield return bits;
        }
        var variants = VariantsOf(cell, projection: 19, quick).SelectMany(variant => VariantCases(cell, variant, quick)).ToArray();
        var (optionErrors, optionBits) = WalkCheck.Run<double>($"{cell}, with options", variants);
        yield return optionErrors;
        yield return optionBits;
        (optionErrors, optionBits) = WalkCheck.Run<float>($"{cell}, with options", variants);
        yield return optionErrors;
        yield return optionBits;
    }

    static IEnumerable<WalkVariant> VariantsOf(string cell, int projection, bool quick) =>
        quick ? WalkVariants.FewOf(CellCatalog.Find(cell), projection) : WalkVariants.Of(CellCatalog.Find(cell), projection);

    /// <summary>Cases for rung 3 of a cell with something asked of it: a tail of units and of rows; a wide input; two layers; symbols.</summary>
    internal static IEnumerable<WalkCase> VariantCases(string cell, WalkVariant variant, bool quick)
    {
        if (quick)
        {
            yield return new(cell, 3, 17, 5, 7) { Variant = variant };
            yield break;
        }
        yield return new(cell, 35, 33, 4, 6, Layers: 2) { Variant = variant };
        yield return new(cell, 5, 20, 6, 5, Symbols: true) { Variant = variant };
        yield return new(cell, 6, 100, 3, 19, HasBias: false) { Variant = variant };
    }

    static readonly string[] s_everySize = ["elman", "lstm", "gru", "indrnn", "lstm-peephole", "gru-reset-before"];

    // Sizes with every kind of tail: units under, at and over a lane and a block; inputs folded in and apart; rows under and over a tile,
    // and so few of them that threads share the units;
    // more units and inputs than one group of weight gradients, more steps than one slab.
    static WalkCase[] DenseCases(string cell, bool quick)
    {
        var cases = new List<WalkCase>
        {
            new(cell, 1, 1, 2, 1), new(cell, 2, 15, 3, 7), new(cell, 3, 16, 3, 5), new(cell, 33, 17, 3, 17), new(cell, 40, 67, 2, 13, Layers: 2), new(cell, 2, 100, 3, 32),
            new(cell, 7, 9, 4, 3, HasBias: false), new(cell, 3, 372, 3, 5), new(cell, 70, 372, 2, 3), new(cell, 5, 20, 90, 7),
        };
        // Every size for one cell of each build; the others share their walks.
        for (var hidden = 1; !quick && hidden <= 67; hidden += s_everySize.Contains(cell) ? 1 : 11)
            cases.Add(new(cell, 1 + hidden * 5 % 67, hidden, 2, 1 + hidden * 7 % 19));
        return [.. cases];
    }
}
