namespace Unroll.Networks.Cells;

/// <summary>
/// How many gates and states a cell has. Gates lie in memory in this order: those that read the input only, those that read input and
/// previous output, those that read the previous output only; so the input's weights cover a first part of the gates and the recurrent weights a last part.
/// </summary>
/// <param name="InputGates">Gates fed by the input alone.</param>
/// <param name="SharedGates">Gates fed by input and previous output.</param>
/// <param name="RecurrentGates">Gates fed by the previous output alone.</param>
/// <param name="States">State vectors carried from step to step; state 0 is the output h.</param>
/// <param name="UnitWeights">Weight vectors with one number for each unit (peepholes, the recurrent weight of an IndRNN).</param>
/// <param name="LateGates">How many of the last gates read what <see cref="ICellMath.Early"/> feeds them in place of the previous output. Only for staged cells; all their gates are shared.</param>
public readonly record struct CellLayout(int InputGates, int SharedGates, int RecurrentGates, int States, int UnitWeights = 0, int LateGates = 0)
{
    /// <summary>All gates, G.</summary>
    public int Gates => InputGates + SharedGates + RecurrentGates;

    /// <summary>Gates that the input's weights cover: the first ones.</summary>
    public int GatesFromInput => InputGates + SharedGates;

    /// <summary>Gates that the recurrent weights cover: the last ones. None in a cell whose units do not see one another.</summary>
    public int GatesFromState => SharedGates + RecurrentGates;

    /// <summary>Gates that are ready before <see cref="ICellMath.Early"/> runs; all of them in a cell of one stage.</summary>
    public int EarlyGates => Gates - LateGates;
}
