using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Unroll.Experiments.Inspection;
using Unroll.Networks.Inspection;

namespace Unroll.Cli.Display;

/// <summary>A reading of the instruments.</summary>
static class MeasureTable
{
    const int MostLags = 12;

    /// <summary>Writes tables, or one JSON object.</summary>
    public static void Write(Terminal terminal, InstrumentReading reading, bool asJson)
    {
        if (asJson)
        {
            terminal.Output.WriteLine(Json(reading));
            return;
        }
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"After {reading.Step:N0} training steps, on the first batch: loss {reading.Loss:G4} a target"));
        foreach (var (layer, lags) in reading.Layers.Zip(reading.Lags))
            WriteLayer(terminal, layer, lags);
        WriteTable(terminal, "gradient norms", [["segment", "norm"], .. reading.Segments.Select(segment => new[] { segment.Key, Number(segment.Value) })]);
    }

    static void WriteLayer(Terminal terminal, WalkMeasures layer, LagCurve lags)
    {
        WriteTable(terminal, layer.Layer, [["gate", "mean", "near its low end", "near its high end", "spectral radius"], .. layer.Gates.Select(gate =>
            new[] { gate.Name, Number(gate.Mean), Share(gate.SaturatedLow), Share(gate.SaturatedHigh), Number(gate.SpectralRadius) })]);
        if (layer.TimeConstants.Count > 0)
        {
            var sorted = layer.TimeConstants.Order().ToArray();
            terminal.Output.WriteLine($"{layer.Layer}: time constants of its units, in steps: least {Number(sorted[0])}, median {Number(sorted[sorted.Length / 2])}, most {Number(sorted[^1])}");
        }
        var shown = Lags(lags.Norms.Count);
        terminal.Output.WriteLine($"{layer.Layer}: gradient by lag: {string.Join(", ", shown.Select(lag => $"{lag.ToString(CultureInfo.InvariantCulture)}: {Number(lags.Norms[lag])}"))}; times {Number(lags.FactorPerStep)} a step");
    }

    // All of a short curve; of a long one some, evenly.
    static IEnumerable<int> Lags(int count) => Enumerable.Range(0, Math.Min(count, MostLags)).Select(i => count <= MostLags ? i : (int)((long)i * (count - 1) / (MostLags - 1)));

    static void WriteTable(Terminal terminal, string title, List<string[]> rows)
    {
        terminal.Output.WriteLine(title);
        var table = Tables.New(terminal);
        foreach (var name in rows[0])
            table.AddColumn(name == rows[0][0] ? new TableColumn(name) : new TableColumn(name).RightAligned());
        foreach (var row in rows.Skip(1))
            table.AddRow(row.Select(text => new Text(text)));
        Tables.Write(terminal, table);
    }

    static string Share(double value) => double.IsNaN(value) ? "-" : value.ToString("0.0%", CultureInfo.InvariantCulture);

    static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G4", CultureInfo.InvariantCulture);

    static string Json(InstrumentReading reading)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            InstrumentJson.Write(json, reading);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
