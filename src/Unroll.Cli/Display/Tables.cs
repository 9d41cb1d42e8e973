using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace Unroll.Cli.Display;

/// <summary>Tables in the manner of this program, for what the terminal can show.</summary>
static class Tables
{
    const int LeastWrapped = 24;   // less would be a tower of single words

    static readonly char[] s_betweenWords = [' ', '\n'], s_betweenLines = ['\n'];

    /// <summary>An empty table.</summary>
    public static Table New(Terminal terminal) => new Table().Border(terminal.Unicode ? TableBorder.Rounded : TableBorder.Ascii);

    /// <summary>Whether a table has room for all its words: one column is wrapped between words, the others are not. (Cells go in as <see cref="Text"/>: escaped markup is broken at its brackets.)</summary>
    /// <param name="terminal">Where it is to stand.</param>
    /// <param name="rows">All rows, the titles too; a text may have several lines.</param>
    /// <param name="wrapped">The column that may be wrapped; null for none.</param>
    public static bool HasRoom(Terminal terminal, IReadOnlyList<string[]> rows, int? wrapped)
    {
        var width = 1;   // a border at the end; a border and a space on both sides of each column
        for (var column = 0; column < rows[0].Length; column++)
        {
            var longest = rows.Max(row => row[column].Split(column == wrapped ? s_betweenWords : s_betweenLines).Max(part => part.Length));
            width += 3 + (column == wrapped ? Math.Max(longest, LeastWrapped) : longest);
        }
        return width <= terminal.Width;
    }

    /// <summary>Writes rows as a table to standard output, the first as its titles.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<string[]> rows)
    {
        var table = New(terminal);
        foreach (var title in rows[0])
            table.AddColumn(title.EscapeMarkup());
        foreach (var row in rows.Skip(1))
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        Write(terminal, table);
    }

    /// <summary>Writes rows one cell to a line, for terminals that have no room for a table: each row's first cell, then the others indented, with the titles of their columns.</summary>
    public static void WriteList(Terminal terminal, IReadOnlyList<string[]> rows)
    {
        foreach (var row in rows.Skip(1))
        {
            terminal.Output.WriteLine(row[0]);
            for (var column = 1; column < row.Length; column++)
                terminal.Output.WriteLine($"  {rows[0][column]} {row[column]}");
        }
    }

    /// <summary>Writes a table to standard output.</summary>
    public static void Write(Terminal terminal, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Output),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = terminal.Width;
        console.Profile.Capabilities.Unicode = terminal.Unicode;
        console.Write(table);
    }
}
