using System;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Verification;

/// <summary>One thing that a recurrent layer can be asked for beyond the plainest use of it, by name, so that it can be checked by itself.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Options">The layer's choices; walk, lane width and first values of biases are the case's.</param>
/// <param name="Padding">Where sequences of different lengths are padded; null where all have the batch's length.</param>
/// <param name="GivesStates">Whether initial states are given to the layer.</param>
/// <param name="Fits">Which cells can do it; all of them where null.</param>
sealed record WalkVariant(string Name, RecurrentOptions Options, WalkPadding? Padding = null, bool GivesStates = true, Func<CellEntry, bool>? Fits = null)
{
    /// <summary>Nothing asked for.</summary>
    public static WalkVariant Plain { get; } = new("plain", new RecurrentOptions());

    /// <summary>Whether what is random in it depends on the step, so that two windows are not what one is.</summary>
    public bool DrawsForEachStep => Options.OutputZoneout > 0 || Options.MemoryZoneout > 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
