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
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Verification;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll verify</c>.</summary>
static class VerifyCommand
{
    const string Holds = "holds";

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var network = new Option<string?>("--network") { HelpName = "RECIPE", Description = "Check the gradients of this recipe's own network, task and loss instead." };
        var settings = SharedOptions.Set();
        var json = SharedOptions.Json();
        var quick = SharedOptions.Switch("--quick", "Fewer sizes and points: some seconds.");
        var command = new Command("verify", "Prove the mathematics on this machine: gradients, and the fast walk against the plain one.") { network, settings, json, quick };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(network) is not { } name)
                return Run(terminal, parsed.GetValue(json), parsed.GetValue(quick), Ladder.Run);
            var recipe = RecipeReader.Read(name, parsed.GetValue(settings) ?? []);
            return Run(terminal, parsed.GetValue(json), parsed.GetValue(quick), _ => NetworkCheck.Run(recipe));
        });
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
            Write(terminal, lines);
        terminal.Output.Flush();
        var failed = lines.Count(l => !l.Passed);
        if (lines.Count > 0 && failed == 0)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, failed > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{failed} of {lines.Count} checks failed: results of this build on this machine cannot be trusted; please report the table.")
            : "no check was made: this build has no ladder.");
        return ExitCode.Failure;
    }

    static void Write(Terminal terminal, List<LadderResult> lines)
    {
        List<string[]> rows = [["rung", "what", "cases", "worst error", "allowed", ""], .. lines.Select(Texts)];
        if (Tables.HasRoom(terminal, rows, wrapped: 1))
            WriteTable(terminal, rows);
        else
            WriteList(terminal, rows);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines.Count(l => l.Passed)} of {lines.Count} checks hold, on lanes of {Lane()}."));
    }

    static string[] Texts(LadderResult line) =>
    [
        line.Rung.ToString(CultureInfo.InvariantCulture),
        line.Subject,
        line.Cases.ToString("N0", CultureInfo.InvariantCulture),
        Error(line.WorstError),
        line.Tolerance == 0 ? "same bits" : Error(line.Tolerance),
        line.Passed ? Holds : "FAILS",
    ];

    static void WriteTable(Terminal terminal, List<string[]> rows)
    {
        var table = Tables.New(terminal);
        for (var column = 0; column < rows[0].Length; column++)
        {
            var one = new TableColumn(rows[0][column]);
            one = column == 1 ? one : one.NoWrap();
            table.AddColumn(column is >= 2 and <= 4 ? one.RightAligned() : one);
        }
        foreach (var row in rows.Skip(1))
            table.AddRow([.. row[..^1].Select(text => new Text(text)), new Text(row[^1], new Style(row[^1] == Holds ? Color.Green : Color.Red))]);
        Tables.Write(terminal, table);
    }

    // Where a table would have to break words.
    static void WriteList(Terminal terminal, List<string[]> rows)
    {
        foreach (var row in rows.Skip(1))
        {
            terminal.Output.WriteLine($"{row[1]}: {row[^1]}");
            terminal.Output.WriteLine($"  rung {row[0]}, cases {row[2]}");
            terminal.Output.WriteLine($"  worst error {row[3]}, allowed {row[4]}");
        }
    }

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
