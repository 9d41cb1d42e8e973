namespace Unroll.Networks.Cells;

/// <summary>
/// How many gates and states a cell has. Gates lie in memory in this order: those that read the input only, those that read input and
/// previous output, those that read the previous output only; so the input's weights cover a first part of the gates and the recurrent weights a last part.
/// </summary>
/// <param name="InputGates">Gates fed by the input alone.</param>
/// <param name="SharedGates">Gates fed by input and previous output.</param>
/// <param name="RecurrentGates">Gates fed by the previous output alone.</param>
/// <param name="States">State vectors carried from step to step; state 0 is the output h.</param>
public readonly record struct CellLayout(int InputGates, int SharedGates, int RecurrentGates, int States)
{
    /// <summary>All gates, G.</summary>
    public int Gates => InputGates + SharedGates + RecurrentGates;

    /// <summary>Gates that the input's weights cover: the first ones.</summary>
    public int GatesFromInput => InputGates + SharedGates;

    /// <summary>Gates that the recurrent weights cover: the last ones.</summary>
    public int GatesFromState => SharedGates + RecurrentGates;
}
