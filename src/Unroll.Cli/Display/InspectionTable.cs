using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Unroll.Experiments.Inspection;

namespace Unroll.Cli.Display;

/// <summary>Gates and states as numbers, a row for each step and a column for each unit; in pieces that fit the terminal.</summary>
static class InspectionTable
{
    const int StepWidth = 8, UnitWidth = 10;   // with borders

    /// <summary>Writes a table for each gate and state, then the outputs.</summary>
    public static void Write(Terminal terminal, InspectionReport report, int mostUnits)
    {
        terminal.Output.WriteLine(InspectionMap.Account(report));
        foreach (var series in report.Series)
            WriteColumns(terminal, InspectionMap.Title(series), series.Values, mostUnits);
        WriteColumns(terminal, "output", [.. report.Answers.Select(answer => answer.Output.ToArray())], mostUnits);
    }

    static void WriteColumns(Terminal terminal, string title, IReadOnlyList<double[]> rows, int mostUnits)
    {
        var together = Math.Max(1, (terminal.Width - StepWidth) / UnitWidth);
        var units = Math.Min(mostUnits, rows[0].Length);
        for (var first = 0; first < units; first += together)
        {
            var count = Math.Min(together, units - first);
            terminal.Output.WriteLine(title);
            var table = Tables.New(terminal).AddColumn(new TableColumn("step").RightAligned().NoWrap());
            for (var unit = first; unit < first + count; unit++)
                table.AddColumn(new TableColumn(unit.ToString(CultureInfo.InvariantCulture)).RightAligned().NoWrap());
            for (var step = 0; step < rows.Count; step++)
                table.AddRow([step.ToString(CultureInfo.InvariantCulture), .. rows[step].Skip(first).Take(count).Select(Number)]);
            Tables.Write(terminal, table);
        }
        if (units < rows[0].Length)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{units} of {rows[0].Length} units; --units shows more."));
    }

    static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "0.0e+0" : "0.0000", CultureInfo.InvariantCulture);
}
