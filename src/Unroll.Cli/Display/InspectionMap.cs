using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Unroll.Experiments.Inspection;

namespace Unroll.Cli.Display;

/// <summary>
/// Gates and states as shades, a line for each unit and a column for each step. Where the terminal has no colours the shades are characters that tell the sign too.
/// </summary>
static class InspectionMap
{
    const string Shades = " ░▒▓█";              // with colours: how large; red above zero, blue below
    const string Above = ".123456789", Below = ".abcdefghi";   // without: tenths of the scale
    const int Margin = 8;   // borders and the unit's number

    /// <summary>Writes a map for each gate and state, then what the network read and said.</summary>
    public static void Write(Terminal terminal, InspectionReport report, int mostUnits)
    {
        var steps = Math.Min(report.Steps.Count, Math.Max(1, terminal.Width - Margin));
        terminal.Output.WriteLine(Account(report));
        foreach (var series in report.Series)
            WriteSeries(terminal, series, steps, mostUnits);
        WriteAnswers(terminal, report, steps);
        terminal.Output.WriteLine(Legend(terminal));
        if (steps < report.Steps.Count)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The first {steps} of {report.Steps.Count} steps fit; --csv and --json give all."));
    }

    /// <summary>What is shown, in one line.</summary>
    public static string Account(InspectionReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Recipe} after {report.TrainedSteps:N0} training steps, {report.Steps.Count:N0} {(report.Steps.Count == 1 ? "step" : "steps")}{Error(report)}");

    static string Error(InspectionReport report) => report.Answers.Any(answer => answer.Loss is not null)
        ? string.Create(CultureInfo.InvariantCulture, $", loss {report.Answers.Sum(answer => answer.Loss ?? 0):G4}")
        : "";

    /// <summary>The title of a gate or state.</summary>
    public static string Title(InspectedSeries series) => $"{series.Layer} {(series.IsState ? "state" : "gate")} {series.Name}";

    static void WriteSeries(Terminal terminal, InspectedSeries series, int steps, int mostUnits)
    {
        var largest = series.Values.Max(values => values.Max(Math.Abs));
        var scale = largest <= 1 ? 1 : largest;
        var units = series.Values[0].Length;
        var shown = Math.Min(units, mostUnits);
        var title = string.Create(CultureInfo.InvariantCulture, $"{Title(series)}, full at {scale:G3}{(shown < units ? $", {shown} of {units} units" : "")}");
        terminal.Output.WriteLine(title);   // a table would break it to its own width
        var table = Tables.New(terminal).AddColumn(new TableColumn("unit").RightAligned().NoWrap()).AddColumn(new TableColumn(new Text(Ruler(steps))).NoWrap());
        for (var unit = 0; unit < shown; unit++)
        {
            var line = new Paragraph();
            for (var step = 0; step < steps; step++)
                Append(terminal, line, series.Values[step][unit] / scale);
            table.AddRow(new Text(unit.ToString(CultureInfo.InvariantCulture)), line);
        }
        Tables.Write(terminal, table);
    }

    // A digit for each tenth step, so that a column can be found.
    static string Ruler(int steps) => string.Concat(Enumerable.Range(0, steps).Select(step => step % 10 == 0 ? (char)('0' + step / 10 % 10) : '.'));

    static void Append(Terminal terminal, Paragraph line, double value)
    {
        if (!terminal.Color || !terminal.Unicode)
            line.Append(Letter(value).ToString());
        else
            line.Append(Shades[Level(value, Shades.Length)].ToString(), new Style(value < 0 ? Color.Blue : Color.Red));
    }

    /// <summary>A value from −1 to 1 as one character: digits above zero, letters below.</summary>
    internal static char Letter(double value) => double.IsNaN(value) ? '?' : (value < 0 ? Below : Above)[Level(value, Above.Length)];

    static int Level(double value, int levels) => (int)Math.Round(Math.Min(1, double.IsNaN(value) ? 1 : Math.Abs(value)) * (levels - 1), MidpointRounding.AwayFromZero);

    static void WriteAnswers(Terminal terminal, InspectionReport report, int steps)
    {
        var read = report.Steps.Take(steps).ToArray();
        if (Array.TrueForAll(read, step => step.Symbol is < 10))
            terminal.Output.WriteLine("read    " + string.Concat(read.Select(step => step.Symbol!.Value.ToString(CultureInfo.InvariantCulture))));
        if (report.Answers.Count != report.Steps.Count || report.Answers[0].Output.Count is < 2 or > 10)
            return;
        var said = report.Answers.Take(steps).ToArray();
        terminal.Output.WriteLine("largest " + string.Concat(said.Select(answer => answer.Largest.ToString(CultureInfo.InvariantCulture))));
        if (said.Any(answer => answer.TargetClass is not null))
            terminal.Output.WriteLine("wanted  " + string.Concat(said.Select(answer => answer.TargetClass?.ToString(CultureInfo.InvariantCulture) ?? " ")));
    }

    static string Legend(Terminal terminal) => terminal.Color && terminal.Unicode
        ? "Shades from nothing (blank) to full; red above zero, blue below. Numbers: --table, --csv, --json."
        : ". is zero, 1 to 9 are tenths of full above it, a to i below. Numbers: --table, --csv, --json.";
}
