using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Unroll.Experiments;

namespace Unroll.Cli.Display;

/// <summary>A result for people: what was measured, beside what others reported and what the recipe expects.</summary>
static class ResultTable
{
    /// <summary>Writes the table and, below it, what the run took and where it is.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="reported">What others reported, by the same names; what has no measure beside it is left out.</param>
    /// <param name="remark">What others said of it.</param>
    public static void Write(Terminal terminal, ExperimentResult result, IReadOnlyDictionary<string, double> reported, string? remark)
    {
        var expectations = result.Expectations.ToLookup(e => e.Metric);
        var names = MetricText.Rows(result.Metrics).Union(result.Expectations.Select(e => e.Metric)).ToList();
        var isReported = names.Exists(reported.ContainsKey);
        var table = Tables.New(terminal).AddColumn(Title(result)).AddColumn("measured");
        if (isReported)
            table.AddColumn(new TableColumn("reported").RightAligned());
        if (result.Expectations.Count > 0)
            table.AddColumn("expected");
        foreach (var name in names)
        {
            var cells = new List<string> { name, result.Metrics.ContainsKey(name) ? MetricText.WithCounts(name, result.Metrics) : "" };
            if (isReported)
                cells.Add(reported.TryGetValue(name, out var theirs) ? MetricText.Of(name, theirs) : "");
            if (result.Expectations.Count > 0)
                cells.Add(string.Join(", ", expectations[name].Select(Verdict)));
            table.AddRow([.. cells]);
        }
        Tables.Write(terminal, table);
        if (!string.IsNullOrEmpty(remark))
            terminal.Output.WriteLine($"reported: {remark}");
        terminal.Output.WriteLine(Account(result));
        terminal.Output.WriteLine($"run: {result.Run}");
    }

    static string Title(ExperimentResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Recipe}, seed {result.Seed}").EscapeMarkup();

    static string Verdict(ExpectationResult expectation) =>
        expectation.Met ? $"[green]{expectation.Wanted.EscapeMarkup()}: met[/]" : $"[red]{expectation.Wanted.EscapeMarkup()}: MISSED[/]";

    static string Account(ExperimentResult result) => result.TrainSeconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Steps:N0} steps; trained {result.TrainSeconds:F2} s at {result.StepsPerSecond:N0} steps/s")
        : string.Create(CultureInfo.InvariantCulture, $"{result.Steps:N0} steps");
}
