using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll verify</c>.</summary>
static class VerifyCommand
{
    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var quick = SharedOptions.Switch("--quick", "Fewer sizes and points: some seconds.");
        var command = new Command("verify", "Prove the mathematics on this machine: gradients, and the fast walk against the plain one.") { json, quick };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(json), parsed.GetValue(quick), Ladder.Run));
        return command;
    }

    /// <summary>Climbs the ladder and tells what was found.</summary>
    /// <param name="terminal">Where to tell it.</param>
    /// <param name="json">As JSON.</param>
    /// <param name="quick">Passed to the ladder.</param>
    /// <param name="ladder">The ladder: makes each check as it is asked for.</param>
    internal static int Run(Terminal terminal, bool json, bool quick, Func<bool, IEnumerable<LadderResult>> ladder)
    {
        var lines = new List<LadderResult>();
        foreach (var line in ladder(quick))
        {
            lines.Add(line);
            if (terminal.ErrorIsTerminal)
                terminal.Error.Write($"\r{lines.Count} checks; {line.Subject}\u001b[K");
        }
        if (terminal.ErrorIsTerminal)
            terminal.Error.Write("\r\u001b[K");
        if (json)
            terminal.Output.WriteLine(Json(lines));
        else
            WriteTable(terminal, lines);
        terminal.Output.Flush();
        var failed = lines.Count(l => !l.Passed);
        if (lines.Count > 0 && failed == 0)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, failed > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{failed} of {lines.Count} checks failed: results of this build on this machine cannot be trusted; please report the table.")
            : "no check was made: this build has no ladder.");
        return ExitCode.Failure;
    }

    static void WriteTable(Terminal terminal, List<LadderResult> lines)
    {
        var table = Tables.New(terminal).AddColumn("rung").AddColumn("what").AddColumn(Right("cases")).AddColumn(Right("worst error")).AddColumn(Right("allowed")).AddColumn("");
        foreach (var line in lines)
        {
            table.AddRow(
                line.Rung.ToString(CultureInfo.InvariantCulture),
                line.Subject.EscapeMarkup(),
                line.Cases.ToString("N0", CultureInfo.InvariantCulture),
                Error(line.WorstError),
                line.Tolerance == 0 ? "same bits" : Error(line.Tolerance),
                line.Passed ? "[green]holds[/]" : "[red]FAILS[/]");
        }
        Tables.Write(terminal, table);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines.Count(l => l.Passed)} of {lines.Count} checks hold, on lanes of {Lane()}."));
    }

    static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    static string Error(double error) => error == 0 ? "0" : error.ToString("0.0e+0", CultureInfo.InvariantCulture);

    static string Lane() => LaneWidths.Widest == LaneWidth.Scalar ? "one number" : string.Create(CultureInfo.InvariantCulture, $"{(int)LaneWidths.Widest} bits");

    static string Json(List<LadderResult> lines)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteBoolean("passed", lines.Count > 0 && lines.TrueForAll(l => l.Passed));
            json.WriteNumber("laneBits", (int)LaneWidths.Widest);
            json.WriteStartArray("checks");
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteNumber("rung", line.Rung);
                json.WriteString("subject", line.Subject);
                json.WriteNumber("cases", line.Cases);
                ResultJson.Number(json, "worstError", line.WorstError);
                ResultJson.Number(json, "tolerance", line.Tolerance);
                json.WriteBoolean("passed", line.Passed);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
