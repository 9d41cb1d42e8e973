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
using Unroll.Networks.Cells;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll cells</c>.</summary>
static class CellsCommand
{
    const int MostUnits = 1_000_000, DefaultInputs = 64, DefaultHidden = 128;

    static readonly (string Sign, string Word)[] s_words =
    [
        ("⊙", "*"), ("−", "-"), ("²", "^2"), ("σ", "sigmoid"), ("ξ", "xi"), ("μ", "mu"), ("θ", "theta"), ("ι", "iota"), ("ζ", "zeta"),
    ];

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var inputs = SharedOptions.Count("--inputs", DefaultInputs, MostUnits, "inputs to count parameters for");
        var hidden = SharedOptions.Count("--hidden", DefaultHidden, MostUnits, "units to count parameters for");
        var command = new Command("cells", "List the recurrent cells with their equations, as the code that runs prints them.") { json, inputs, hidden };
        command.SetAction(parsed =>
        {
            var (width, units) = (parsed.GetValue(inputs), parsed.GetValue(hidden));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json(width, units));
            else
                Write(terminal, width, units);
            return ExitCode.Fine;
        });
        return command;
    }

    static void Write(Terminal terminal, int inputs, int hidden)
    {
        List<string[]> rows = [["cell", "equations", "parameters"], .. CellCatalog.Entries.Select(cell => Texts(terminal, cell, inputs, hidden))];
        if (Tables.HasRoom(terminal, rows, wrapped: 1))
            WriteTable(terminal, rows);
        else
            WriteList(terminal, rows);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Parameters are counted for I = {inputs} inputs (--inputs) and H = {hidden} units (--hidden)."));
    }

    static string[] Texts(Terminal terminal, CellEntry cell, int inputs, int hidden)
    {
        var description = CellDescription.Of(cell);
        string[] texts =
        [
            $"{cell.Name}\ngates {string.Join(' ', cell.GateNames)}\nstates {string.Join(' ', cell.StateNames)}",
            string.Join('\n', description.Forward.Select(line => $"{line.Name} = {line.Text}").Prepend($"{cell.Title} ({cell.Source})")),
            string.Create(CultureInfo.InvariantCulture, $"{description.CountFormula}\n= {description.Count(inputs, hidden):N0}"),
        ];
        return terminal.Unicode ? texts : Array.ConvertAll(texts, Plain);
    }

    static void WriteTable(Terminal terminal, List<string[]> rows)
    {
        var titles = rows[0];
        var table = Tables.New(terminal).AddColumn(new TableColumn(titles[0]).NoWrap()).AddColumn(titles[1]).AddColumn(new TableColumn(titles[2]).RightAligned().NoWrap());
        foreach (var row in rows.Skip(1))
        {
            if (row != rows[1])
                table.AddEmptyRow();
            table.AddRow(row.Select(text => new Text(text)));
        }
        Tables.Write(terminal, table);
    }

    // Where a table would have to break words: the name, and below it everything else.
    static void WriteList(Terminal terminal, List<string[]> rows)
    {
        foreach (var row in rows.Skip(1))
        {
            var parameters = $"{rows[0][2]} {row[2].Replace('\n', ' ')}";
            terminal.Output.WriteLine(string.Join('\n', row[0], row[1], parameters).Replace("\n", "\n  ", StringComparison.Ordinal));
        }
    }

    // For terminals that show ASCII alone.
    static string Plain(string text)
    {
        foreach (var (sign, word) in s_words)
            text = text.Replace(sign, word, StringComparison.Ordinal);
        return text;
    }

    static string Json(int inputs, int hidden)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("inputs", inputs);
            json.WriteNumber("hidden", hidden);
            json.WriteStartArray("cells");
            foreach (var cell in CellCatalog.Entries)
                WriteCell(json, CellDescription.Of(cell), inputs, hidden);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    static void WriteCell(Utf8JsonWriter json, CellDescription description, int inputs, int hidden)
    {
        var cell = description.Cell;
        json.WriteStartObject();
        json.WriteString("name", cell.Name);
        json.WriteString("title", cell.Title);
        json.WriteString("source", cell.Source);
        WriteNames(json, "gates", cell.GateNames);
        WriteNames(json, "states", cell.StateNames);
        json.WriteStartArray("initialStates");
        foreach (var start in cell.InitialStates)
            json.WriteNumberValue(start);
        json.WriteEndArray();
        WriteNames(json, "unitWeights", cell.UnitWeightNames);
        json.WriteBoolean("hasSettings", cell.HasSettings);
        json.WriteBoolean("canProject", cell.CanProject);
        WriteEquations(json, "forward", description.Forward);
        WriteEquations(json, "backward", description.Backward);
        json.WriteString("parameterFormula", description.CountFormula);
        json.WriteNumber("parameters", description.Count(inputs, hidden));
        json.WriteEndObject();
    }

    static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyList<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names)
            json.WriteStringValue(one);
        json.WriteEndArray();
    }

    static void WriteEquations(Utf8JsonWriter json, string name, IReadOnlyList<CellEquation> equations)
    {
        json.WriteStartArray(name);
        foreach (var (result, text) in equations)
            json.WriteStringValue($"{result} = {text}");
        json.WriteEndArray();
    }
}
