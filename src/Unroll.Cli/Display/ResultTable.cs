using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Unroll.Experiments;

namespace Unroll.Cli.Display;

/// <summary>A result for people: what was measured, beside what others reported and what the recipe expects. A table where there is room for one, else a list, so that no word is broken.</summary>
static class ResultTable
{
    /// <summary>Writes the measures and, below them, what the run took and where it is.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="reported">What others reported, by the same names; a column for each who did.</param>
    /// <param name="remark">What others said of it.</param>
    public static void Write(Terminal terminal, ExperimentResult result, IReadOnlyList<ReportedColumn> reported, string? remark)
    {
        var names = MetricText.Rows(result.Metrics).Union(result.Expectations.Select(e => e.Metric)).ToList();
        var columns = new List<Column> { new("measured", name => result.Metrics.ContainsKey(name) ? [MetricText.WithCounts(name, result.Metrics)] : []) };
        foreach (var (whose, numbers) in reported.Where(column => names.Exists(column.Numbers.ContainsKey)))
            columns.Add(new Column(whose, name => numbers.TryGetValue(name, out var theirs) ? [MetricText.Of(name, theirs)] : []) { IsRight = true });
        if (result.Expectations.Count > 0)
            columns.Add(new Column("expected", name => [.. result.Expectations.Where(e => e.Metric == name).Select(e => $"{e.Wanted}: {(e.Met ? "met" : "MISSED")}")]) { IsVerdict = true });
        var title = string.Create(CultureInfo.InvariantCulture, $"{result.Recipe}, seed {result.Seed}");
        if (Width(title, names, columns) <= terminal.Width)
            WriteTable(terminal, title, names, columns);
        else
            WriteList(terminal, title, names, columns);
        if (!string.IsNullOrEmpty(remark))
            terminal.Output.WriteLine($"reported: {remark}");
        foreach (var finding in result.Findings)
            terminal.Output.WriteLine(finding);
        terminal.Output.WriteLine(Account(result));
        if (result.Diagnosis is { } diagnosis)
            terminal.Output.WriteLine($"loss curve: {diagnosis}");
        terminal.Output.WriteLine($"run: {result.Run}");
    }

    static void WriteTable(Terminal terminal, string title, List<string> names, List<Column> columns)
    {
        var table = Tables.New(terminal).AddColumn(title.EscapeMarkup());
        foreach (var column in columns)
            table.AddColumn(column.IsRight ? new TableColumn(column.Title).RightAligned() : new TableColumn(column.Title));
        foreach (var name in names)
            table.AddRow([name.EscapeMarkup(), .. columns.Select(column => string.Join(", ", column.Cells(name).Select(cell => Markup(column, cell))))]);
        Tables.Write(terminal, table);
    }

    static void WriteList(Terminal terminal, string title, List<string> names, List<Column> columns)
    {
        terminal.Output.WriteLine(title);
        foreach (var name in names)
        {
            terminal.Output.WriteLine(name);
            foreach (var column in columns)
            {
                foreach (var cell in column.Cells(name))
                    terminal.Output.WriteLine($"  {column.Title} {cell}");
            }
        }
    }

    // A border and a space on both sides of each column, and a border at the end.
    static int Width(string title, List<string> names, List<Column> columns) =>
        4 + names.Append(title).Max(text => text.Length) + columns.Sum(column => 3 + names.Select(name => string.Join(", ", column.Cells(name)).Length).Append(column.Title.Length).Max());

    static string Markup(Column column, string cell)
    {
        var text = cell.EscapeMarkup();
        return !column.IsVerdict ? text : cell.EndsWith("met", StringComparison.Ordinal) ? $"[green]{text}[/]" : $"[red]{text}[/]";
    }

    static string Account(ExperimentResult result) => result.TrainSeconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Steps:N0} steps; trained {result.TrainSeconds:F2} s at {result.StepsPerSecond:N0} steps/s")
        : string.Create(CultureInfo.InvariantCulture, $"{result.Steps:N0} steps");

    /// <summary>A column beside the names: its texts for a metric, none where it has nothing to say.</summary>
    sealed record Column(string Title, Func<string, IReadOnlyList<string>> Cells)
    {
        public bool IsRight { get; init; }

        public bool IsVerdict { get; init; }
    }
}
