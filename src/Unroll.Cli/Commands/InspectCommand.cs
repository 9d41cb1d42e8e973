using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Inspection;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll inspect RUN</c>.</summary>
static class InspectCommand
{
    const int MostUnitsShown = 32;

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var run = SharedOptions.Named("RUN", "A run folder, or its name under runs/.", "the folder that 'unroll train' named at its end");
        var input = new Option<string?>("--input") { HelpName = "SEQUENCE", Description = "Symbols (\"0 1 1\") or rows of numbers (\"0.5 1; 0.2 0\"). [default: a sequence of the first training batch]" };
        var sequence = new Option<int>("--row") { HelpName = "N", Description = "Which sequence of the first training batch, from 1. [default: 1]", DefaultValueFactory = _ => 1 };
        var layer = new Option<string?>("--layer") { HelpName = "NAME", Description = "Show this layer alone, for example layers.0." };
        var gate = new Option<string?>("--gate") { HelpName = "NAME", Description = "Show this gate or state alone, by its name in 'unroll cells'." };
        var units = SharedOptions.Count("--units", MostUnitsShown, 65536, "units of each gate to show");
        var table = SharedOptions.Switch("--table", "Numbers rather than shades.");
        var json = SharedOptions.Json();
        var csv = SharedOptions.Switch("--csv", "Print every number on a line of its own: layer,kind,name,step,unit,value.");
        var log = SharedOptions.Switch("--log", "Print step by step: stimulus, gates, memory, prediction, target, error; then the weights.");
        var measure = SharedOptions.Switch("--measure", "Measure instead: gradients by lag and by segment, saturation, spectral radii, time constants.");
        var command = new Command("inspect", "Look inside a run's network: every gate, state and output at every step and unit.") { run, input, sequence, layer, gate, units, table, measure, json, csv, log };
        command.SetAction(parsed =>
        {
            var chosen = new[] { table, csv, log, json }.Where(form => parsed.GetValue(form)).Select(form => form.Name).ToArray();
            if (parsed.GetValue(measure) && chosen.Any(form => form != json.Name))
                throw new UsageException($"--measure and {chosen[0]} are given together: choose one; --measure can be had with --json.");
            if (chosen.Length > 1)
                throw new UsageException($"{string.Join(" and ", chosen)} are given together: choose one form.");
            var row = parsed.GetValue(sequence);
            if (row < 1)
                throw new UsageException($"--row got {row}, out of range: give a sequence of the batch, from 1.");
            var folder = EvaluateCommand.FolderOf(terminal, parsed.GetRequiredValue(run));
            var listener = new TrainingProgress(terminal, quiet: false);
            if (parsed.GetValue(measure))
                MeasureTable.Write(terminal, RunInspection.Measure(folder, listener), parsed.GetValue(json));
            else if (parsed.GetValue(log))
                RunInspection.WriteLog(folder, parsed.GetValue(input), row - 1, listener, terminal.Output);
            else
                Tell(terminal, Choose(RunInspection.Inspect(folder, parsed.GetValue(input), row - 1, listener), parsed.GetValue(layer), parsed.GetValue(gate)), chosen.FirstOrDefault(), parsed.GetValue(units));
            terminal.Output.Flush();
            return ExitCode.Fine;
        });
        return command;
    }

    static void Tell(Terminal terminal, InspectionReport report, string? form, int units)
    {
        switch (form)
        {
            case "--json":
                terminal.Output.WriteLine(InspectionText.Json(report));
                break;
            case "--csv":
                InspectionText.WriteCsv(terminal.Output, report);
                break;
            case "--table":
                InspectionTable.Write(terminal, report, units);
                break;
            default:
                InspectionMap.Write(terminal, report, units);
                break;
        }
    }

    static InspectionReport Choose(InspectionReport report, string? layer, string? name)
    {
        var series = Only(report.Series, layer, "--layer", one => one.Layer);
        return report with { Series = Only(series, name, "--gate", one => one.Name) };
    }

    static IReadOnlyList<InspectedSeries> Only(IReadOnlyList<InspectedSeries> all, string? wanted, string option, Func<InspectedSeries, string> nameOf)
    {
        if (wanted is null)
            return all;
        var chosen = all.Where(series => nameOf(series) == wanted).ToArray();
        if (chosen.Length > 0)
            return chosen;
        var known = all.Select(nameOf).Distinct().ToArray();
        var near = NearestName.Of(wanted, known) is { } name ? $" Did you mean '{name}'?" : "";
        throw new UsageException($"{option} got '{wanted}', which this network does not have.{near} Known: {string.Join(", ", known)}.");
    }
}
