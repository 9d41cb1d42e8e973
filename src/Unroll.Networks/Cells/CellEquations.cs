using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>Prints a cell's equations by running the cell itself on <see cref="Formula"/>: what is printed is what is computed.</summary>
sealed class CellEquations(CellEntry cell) : ICellVisitor<(CellEquation[] Forward, CellEquation[] Backward)>
{
    readonly string[] _states = [.. cell.StateNames];
    readonly string[] _weights = [.. UnitWeights(cell)];

    /// <summary>The equations of both passes.</summary>
    public static (CellEquation[] Forward, CellEquation[] Backward) Of(CellEntry cell) => cell.Accept(new CellEquations(cell));

    /// <summary>What stands below W, R and b for each gate: nothing where there is one gate.</summary>
    public static IEnumerable<string> Subscripts(CellEntry cell) => cell.GateNames.Select(name => cell.GateNames.Count == 1 ? "" : name);

    /// <summary>The weights of single units: a peephole is called after its gate.</summary>
    public static IEnumerable<string> UnitWeights(CellEntry cell) => cell.UnitWeightNames.Select(name => cell.GateNames.Contains(name) ? "p" + name : name);

    public (CellEquation[] Forward, CellEquation[] Backward) Visit<TCell>()
        where TCell : struct, ICellMath
    {
        var forward = Forward<TCell>(out var feed);
        return (forward, Backward<TCell>(feed, [.. forward.Where(line => line.Name.EndsWith('\'')).Reverse()]));
    }

    static Formula[] Named(IEnumerable<string> names) => [.. names.Select(Formula.Named)];

    // Never empty, so that there is a first one to point at.
    Formula[] Weights() => Named(_weights.DefaultIfEmpty("none"));

    // From the shortest text to the longest: what a text contains comes before it, and is then called by its name.
    CellEquation[] Forward<TCell>(out string feedText)
        where TCell : struct, ICellMath
    {
        var layout = cell.Layout;
        Formula[] sums = new Formula[layout.Gates], previous = Named(_states), weights = Weights(), next = new Formula[_states.Length];
        for (var gate = 0; gate < layout.EarlyGates; gate++)
            sums[gate] = Formula.Named(Sum(gate, "h"));
        Formula feed = default;
        var unit = new ForwardUnit<Formula, Formula>(ref sums[0], ref sums[0], 1, ref previous[0], ref next[0], 1, ref weights[0], 1, ref feed, null);
        if (layout.LateGates > 0)
            TCell.Early(unit);
        feedText = ByName(feed.ToString(), Gates(sums, layout.EarlyGates));
        for (var gate = layout.EarlyGates; gate < layout.Gates; gate++)
            sums[gate] = Formula.Named(Sum(gate, $"({feedText})"));
        TCell.Forward(unit);
        var states = next.Select((text, state) => new CellEquation(_states[state] + "'", text.ToString())).ToArray();
        var lines = Gates(sums, layout.Gates).Where(gate => states.All(state => state.Text != gate.Text)).Concat(states)
            .OrderBy(line => line.Text.Length).ThenBy(line => line.Name, StringComparer.Ordinal).ToArray();
        return [.. lines.Select((line, i) => line with { Text = ByName(line.Text, lines.Take(i).Reverse()) })];
    }

    IEnumerable<CellEquation> Gates(Formula[] values, int count) => values.Take(count).Select((text, gate) => new CellEquation(cell.GateNames[gate], text.ToString()));

    static string ByName(string text, IEnumerable<CellEquation> parts) => parts.Aggregate(text, ByName);

    // The parentheses of a function stay, those of a sum go with it.
    static string ByName(string text, CellEquation part) =>
        text.Replace(part.Text, part.Name, StringComparison.Ordinal).Replace($" ({part.Name})", " " + part.Name, StringComparison.Ordinal);

    string Sum(int gate, string read)
    {
        var name = Subscripts(cell).ElementAt(gate);
        var terms = new List<string>();
        if (gate < cell.Layout.GatesFromInput)
            terms.Add($"W{name} x");
        if (gate >= cell.Layout.InputGates)
            terms.Add($"R{name} {read}");
        return string.Join(" + ", terms.Append($"b{name}"));
    }

    CellEquation[] Backward<TCell>(string feedText, CellEquation[] newStates)
        where TCell : struct, ICellMath
    {
        Formula[] kept = Named(cell.GateNames.Select(KeptName)), previous = Named(_states), weights = Weights();
        Formula[] gradients = Named(_states.Select((name, state) => state == 0 ? "later" : "d" + name));
        Formula[] gates = new Formula[kept.Length], earlier = new Formula[previous.Length], weightSums = new Formula[weights.Length];
        Formula output = Formula.Named("above"), feed = Formula.Named($"d({feedText.Replace(" ", "", StringComparison.Ordinal)})"), left = default;
        var plain = new BackwardUnit<Formula, Formula>(ref kept[0], ref gates[0], 1, ref previous[0], 1, ref gradients[0], ref output, ref earlier[0], 1);
        var unit = new BackwardUnit<Formula, Formula>(plain, ref weights[0], ref weightSums[0], 1, ref feed, ref left, null);
        TCell.Backward(unit);
        if (cell.Layout.LateGates > 0)
            TCell.EarlyBackward(unit);
        var sums = gates.Select((text, gate) => new CellEquation($"d(gate {cell.GateNames[gate]})", text.ToString())).ToArray();
        var direct = earlier.Select((text, state) => new CellEquation($"d{_states[state]} before, directly", text.ToString())).Where(line => line.Text != "0");
        var own = _weights.Select((name, weight) => new CellEquation("d" + name, weightSums[weight].ToString()["0 + ".Length..]));
        return [.. sums.Concat(direct).Concat(own).Select(line => line with { Text = Shorter(line, sums, newStates) })];
    }

    // With the gates' gradients, the new states and the whole gradient of the output called by their names.
    static string Shorter(CellEquation line, CellEquation[] sums, CellEquation[] newStates)
    {
        var text = ByName(line.Text, sums.Where(sum => sum.Name != line.Name && sum.Text.Contains('⊙')).OrderByDescending(sum => sum.Text.Length));
        return ByName(text, newStates).Replace("(later + above)", "dh", StringComparison.Ordinal).Replace("later + above", "dh", StringComparison.Ordinal);
    }

    // A kept value that is the new state itself has the state's name.
    string KeptName(string gate) => _states.Contains(gate) ? gate + "'" : gate;
}
