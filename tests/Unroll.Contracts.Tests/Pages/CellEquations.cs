using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;

namespace Unroll.Contracts.Pages;

/// <summary>Prints a cell's equations by running the cell itself on <see cref="Formula"/>: what is printed is what is computed.</summary>
sealed class CellEquations(CellEntry cell) : ICellVisitor<string>
{
    static readonly string[] s_stateNames = ["h", "c"];

    /// <summary>The lines between the marks of a cell's page.</summary>
    public static string Of(CellEntry cell) => cell.Accept(new CellEquations(cell));

    static string State(int state) => state < s_stateNames.Length ? s_stateNames[state] : $"s{state}";

    string Subscript(int gate) => cell.GateNames.Count == 1 ? "" : cell.GateNames[gate];

    public string Visit<TCell>()
        where TCell : struct, ICellMath
    {
        var page = new StringBuilder("Forward:\n\n```\n");
        foreach (var (name, text) in Forward<TCell>())
            page.Append(name).Append(" = ").Append(text).Append('\n');
        page.Append("```\n\nBackward, with `dh` the whole gradient of h' (from the step after and from above):\n\n```\n");
        foreach (var (name, text) in Backward<TCell>())
            page.Append(name).Append(" = ").Append(text).Append('\n');
        return page.Append("```\n").ToString();
    }

    // From the shortest text to the longest: what a text contains comes before it, and is then called by its name.
    List<(string Name, string Text)> Forward<TCell>()
        where TCell : struct, ICellMath
    {
        var gates = Enumerable.Range(0, TCell.Layout.Gates).Select(gate => Formula.Named(Preactivation(gate))).ToArray();
        var previous = Enumerable.Range(0, TCell.Layout.States).Select(state => Formula.Named(State(state))).ToArray();
        var (kept, next) = (new Formula[gates.Length], new Formula[previous.Length]);
        TCell.Forward<Formula, Formula>(new(ref gates[0], ref kept[0], 1, ref previous[0], ref next[0], 1));
        var states = next.Select((text, state) => (Name: State(state) + "'", Text: text.ToString())).ToArray();
        var values = kept.Select((text, gate) => (Name: cell.GateNames[gate], Text: text.ToString())).Where(value => states.All(state => state.Text != value.Text));
        var full = values.Concat(states).OrderBy(line => line.Text.Length).ThenBy(line => line.Name, StringComparer.Ordinal).ToArray();
        return [.. full.Select((line, i) => (line.Name, full.Take(i).Reverse().Aggregate(line.Text, Named)))];
    }

    // The parentheses of a function stay, those of a sum go with it.
    static string Named(string text, (string Name, string Text) part) =>
        text.Replace(part.Text, part.Name, StringComparison.Ordinal).Replace($" ({part.Name})", " " + part.Name, StringComparison.Ordinal);

    string Preactivation(int gate)
    {
        var name = Subscript(gate);
        var terms = new List<string>();
        if (gate < cell.Layout.GatesFromInput)
            terms.Add($"W{name} x");
        if (gate >= cell.Layout.InputGates)
            terms.Add($"R{name} h");
        return string.Join(" + ", terms.Append($"b{name}"));
    }

    List<(string Name, string Text)> Backward<TCell>()
        where TCell : struct, ICellMath
    {
        var kept = cell.GateNames.Select((name, gate) => Formula.Named(KeptName<TCell>(gate))).ToArray();
        var states = Enumerable.Range(0, TCell.Layout.States).ToArray();
        var previous = states.Select(state => Formula.Named(State(state))).ToArray();
        var gradients = states.Select(state => Formula.Named(state == 0 ? "later" : $"d{State(state)}")).ToArray();
        var output = Formula.Named("above");
        var (gates, earlier) = (new Formula[kept.Length], new Formula[states.Length]);
        TCell.Backward<Formula, Formula>(new(ref kept[0], ref gates[0], 1, ref previous[0], 1, ref gradients[0], ref output, ref earlier[0], 1));
        var lines = gates.Select((text, gate) => (Name: $"d(gate {cell.GateNames[gate]})", Text: text.ToString()))
            .Concat(earlier.Select((text, state) => (Name: $"d{State(state)} before, directly", Text: text.ToString())).Where(line => line.Text != "0"));
        return [.. lines.Select(line => (line.Name, line.Text.Replace("(later + above)", "dh", StringComparison.Ordinal).Replace("later + above", "dh", StringComparison.Ordinal)))];
    }

    // A kept value that is the new state itself has the state's name.
    string KeptName<TCell>(int gate)
        where TCell : struct, ICellMath => s_stateNames.Contains(cell.GateNames[gate]) ? cell.GateNames[gate] + "'" : cell.GateNames[gate];
}
