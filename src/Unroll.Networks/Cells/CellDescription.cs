using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Networks.Cells;

/// <summary>A cell in words, for lists and pages: its equations are printed by the code that runs, its parameters counted from its layout.</summary>
public sealed class CellDescription
{
    CellDescription(CellEntry cell)
    {
        Cell = cell;
        (Forward, Backward) = CellEquations.Of(cell);
        Parameters = [.. ParametersOf(cell)];
    }

    /// <summary>Describes a cell as published.</summary>
    public static CellDescription Of(CellEntry cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return new CellDescription(cell);
    }

    /// <summary>The cell.</summary>
    public CellEntry Cell { get; }

    /// <summary>Gates and states of a step, each after what it is made of.</summary>
    public IReadOnlyList<CellEquation> Forward { get; }

    /// <summary>Gradients of the gates' sums, of previous states (directly) and of the unit's own weights (one step's part).</summary>
    public IReadOnlyList<CellEquation> Backward { get; }

    /// <summary>The parameters of a layer of it.</summary>
    public IReadOnlyList<CellParameter> Parameters { get; }

    /// <summary>The number of parameters as a formula in I inputs and H units.</summary>
    public string CountFormula
    {
        get
        {
            var layout = Cell.Layout;
            string[] terms = [Times(layout.GatesFromInput, "H I"), Times(layout.GatesFromState, "H²"), Times(layout.Gates + layout.UnitWeights, "H")];
            return string.Join(" + ", terms.Where(term => term.Length > 0));
        }
    }

    static string Times(int count, string what) => count switch
    {
        0 => "",
        1 => what,
        _ => $"{count} {what}",
    };

    /// <summary>The number of parameters of a layer with biases.</summary>
    /// <param name="inputs">I, at least 1.</param>
    /// <param name="hidden">H, at least 1.</param>
    public long Count(int inputs, int hidden)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        var layout = Cell.Layout;
        return hidden * ((long)layout.GatesFromInput * inputs + (long)layout.GatesFromState * hidden + layout.Gates + layout.UnitWeights);
    }

    static IEnumerable<CellParameter> ParametersOf(CellEntry cell)
    {
        var layout = cell.Layout;
        yield return new("input", $"[I, {Times(layout.GatesFromInput)}H]", Names("W", CellEquations.Subscripts(cell).Take(layout.GatesFromInput)));
        if (layout.GatesFromState > 0)
            yield return new("recurrent", $"[H, {Times(layout.GatesFromState)}H]", Names("R", CellEquations.Subscripts(cell).Skip(layout.InputGates)));
        yield return new("bias", $"[1, {Times(layout.Gates)}H]", Names("b", CellEquations.Subscripts(cell)));
        if (layout.UnitWeights > 0)
            yield return new("unit", $"[{layout.UnitWeights}, H]", string.Join(", ", CellEquations.UnitWeights(cell)));
    }

    static string Times(int count) => count == 1 ? "" : $"{count} · ";

    static string Names(string letter, IEnumerable<string> subscripts) => string.Join(", ", subscripts.Select(subscript => letter + subscript));
}
