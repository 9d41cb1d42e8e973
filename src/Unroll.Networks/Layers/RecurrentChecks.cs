using System;
using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Networks.Layers;

/// <summary>What a recurrent layer refuses before it takes memory.</summary>
static class RecurrentChecks
{
    /// <summary>Refuses options that do not fit the cell or one another.</summary>
    public static void Require(string name, CellEntry cell, RecurrentOptions options)
    {
        options.Settings.Check();
        RequireShare(nameof(options.OutputZoneout), options.OutputZoneout);
        RequireShare(nameof(options.MemoryZoneout), options.MemoryZoneout);
        RequireShare(nameof(options.RecurrentDropout), options.RecurrentDropout);
        RequireShare(nameof(options.WeightDrop), options.WeightDrop);
        RequireKnown(name, options.InitialStates);
        RequireKnown(name, options.Walk);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Projection);
        if (options.Settings != CellSettings.Default && !cell.HasSettings)
            throw new ArgumentException($"Layer '{name}': cell '{cell.Name}' has no functions or clips to choose; leave its settings alone or use another cell.", nameof(options));
        foreach (var weight in options.UnitWeights ?? [])
        {
            if (!cell.UnitWeightNames.Contains(weight))
                throw new ArgumentException($"Layer '{name}': cell '{cell.Name}' has no weight '{weight}' of single units; it has {(cell.UnitWeightNames.Count == 0 ? "none" : string.Join(", ", cell.UnitWeightNames))}.", nameof(options));
        }
        RequireNoFeedback(name, cell, options);
        if (options.Projection == 0)
            return;
        if (!cell.CanProject)
            throw new ArgumentException($"Layer '{name}': the output of cell '{cell.Name}' cannot be projected, because its equations read the output of the step before; use one of {string.Join(", ", CellCatalog.Entries.Where(entry => entry.CanProject))}.", nameof(options));
        if (options.OutputZoneout > 0 || options.RecurrentDropout > 0)
            throw new ArgumentException($"Layer '{name}': a projected output goes with neither zoneout nor recurrent dropout; use {nameof(options.MemoryZoneout)} or {nameof(options.WeightDrop)}.", nameof(options));
    }

    static void RequireNoFeedback(string name, CellEntry cell, RecurrentOptions options)
    {
        if (cell.Layout.GatesFromState == 0 && (options.RecurrentDropout > 0 || options.WeightDrop > 0))
            throw new ArgumentException($"Layer '{name}': cell '{cell.Name}' has no recurrent matrix to drop anything of.", nameof(options));
        if (cell.Layout.LateGates > 0 && options.LayerNormalization)
            throw new ArgumentException($"Layer '{name}': the gates of a cell of two stages such as '{cell.Name}' cannot be normalised; use 'gru'.", nameof(options));
    }

    static void RequireKnown<TChoice>(string name, TChoice choice)
        where TChoice : struct, Enum
    {
        if (!Enum.IsDefined(choice))
            throw new ArgumentException($"Layer '{name}': {choice} is none of {typeof(TChoice).Name}; give one of {string.Join(", ", Enum.GetNames<TChoice>())}.", nameof(choice));
    }

    static void RequireShare(string option, double share)
    {
        if (!(share >= 0 && share < 1))
            throw new ArgumentOutOfRangeException(option, share, "Give a share from 0 to below 1.");
    }
}
