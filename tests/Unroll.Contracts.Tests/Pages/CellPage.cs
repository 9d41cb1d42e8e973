using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Unroll.Networks.Cells;

namespace Unroll.Contracts.Pages;

/// <summary>The part of a cell's page that the code writes: its equations, gates, states and parameters.</summary>
static class CellPage
{
    /// <summary>The lines between the marks.</summary>
    public static string Of(CellEntry cell)
    {
        var description = CellDescription.Of(cell);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"Source: {cell.Source}.\n\nForward:\n\n");
        Append(page, description.Forward);
        page.Append("\nBackward, with `dh` the whole gradient of h' (from the step after and from above):\n\n");
        Append(page, description.Backward);
        page.Append("\n`x` is the input of a step, " + States(cell) + "; `⊙` multiplies unit by unit. `d(gate …)` is the gradient of a gate's sum\n");
        page.Append("before its function. What reaches `h` through `R` is added by the walk, for every cell alike.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Gates, in this order: {string.Join(", ", cell.GateNames)}.{Starts(cell)}\n\n");
        page.Append("| parameter | shape | holds |\n|---|---|---|\n");
        foreach (var parameter in description.Parameters)
            page.Append(CultureInfo.InvariantCulture, $"| `NAME.{parameter.Name}` | `{parameter.Shape}` | {parameter.Holds} |\n");
        page.Append(CultureInfo.InvariantCulture, $"\nNumbers in all, for I inputs and H units: {description.CountFormula}; {description.Count(64, 128):N0} for 64 inputs and 128 units.\n");
        return page.ToString();
    }

    /// <summary>A page that has nothing but this part yet.</summary>
    public static string New(CellEntry cell, string begin, string end) => $"# {cell.Title} (`{cell.Name}`)\n\n{begin}{end}";

    static void Append(StringBuilder page, IReadOnlyList<CellEquation> equations)
    {
        page.Append("```\n");
        foreach (var (name, text) in equations)
            page.Append(name).Append(" = ").Append(text).Append('\n');
        page.Append("```\n");
    }

    static string States(CellEntry cell) => cell.Layout.States == 1
        ? "`h` the output of the step before, `h'` the new one"
        : string.Create(CultureInfo.InvariantCulture, $"`h` and `{cell.StateNames[1]}` output and memory of the step before, `h'` and `{cell.StateNames[1]}'` the new ones");

    static string Starts(CellEntry cell)
    {
        var sentences = new List<string>();
        if (cell.StartingBias is { } bias)
            sentences.AddRange(cell.GateNames.Where((_, gate) => bias[gate] != 0).Select(gate => Sentence($"The bias of {gate} starts from {bias[cell.GateNames.ToList().IndexOf(gate)]}, all others from 0.")));
        for (var state = 0; state < cell.Layout.States; state++)
        {
            if (cell.InitialStates[state] != 0)
                sentences.Add(Sentence($"{cell.StateNames[state]} starts from {cell.InitialStates[state]}."));
        }
        return string.Concat(sentences.Select(sentence => " " + sentence));
    }

    static string Sentence(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture).Replace("-", "−", System.StringComparison.Ordinal);
}
