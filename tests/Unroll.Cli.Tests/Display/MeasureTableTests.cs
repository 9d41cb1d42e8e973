using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Cli.Display;
using Unroll.Experiments.Inspection;
using Unroll.Networks.Inspection;

namespace Unroll.Cli.Tests.Display;

public sealed class MeasureTableTests
{
    static string Text(int lags, bool asJson = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var layer = new WalkMeasures("rnn", [new("i", 0.25, 0.125, 0.5, 0.75), new("n", -3, double.NaN, double.NaN, double.NaN)], [9, 2, 5]);
        var reading = new InstrumentReading(1200, 0.5, [new("rnn.input", 0.0625)], [layer], [new LagCurve("rnn", [.. Enumerable.Range(0, lags).Select(lag => Math.Pow(0.5, lag))])]);
        MeasureTable.Write(new Terminal { Output = output, Error = output, Unicode = true, Width = 120 }, reading, asJson);
        return output.ToString();
    }

    static string[] Cells(string text, string first) => [.. text.Split('\n').Single(line => line.StartsWith($"│ {first} ", StringComparison.Ordinal)).Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    [Fact]
    public void Write_OfALayer_PutsEachMeasureUnderItsName()
    {
        var text = Text(3);
        Assert.Equal(["gate", "mean", "near its low end", "near its high end", "spectral radius"], Cells(text, "gate"));
        Assert.Equal(["i", "0.25", "12.5%", "50.0%", "0.75"], Cells(text, "i"));
        Assert.Equal(["n", "-3", "-", "-", "-"], Cells(text, "n"));
        Assert.Equal(["rnn.input", "0.0625"], Cells(text, "rnn.input"));
        Assert.Contains("After 1,200 training steps, on the first batch: loss 0.5 a target", text, StringComparison.Ordinal);
        Assert.Contains("rnn: time constants of its units, in steps: least 2, median 5, most 9", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfALongLagCurve_ShowsItsEndsAndSomeBetween()
    {
        Assert.Contains("gradient by lag: 0: 1, 1: 0.5, 2: 0.25; times 0.5 a step", Text(3), StringComparison.Ordinal);
        var line = Text(23).Split('\n').Single(line => line.StartsWith("rnn: gradient by lag", StringComparison.Ordinal));
        Assert.Contains("by lag: 0: 1, 2: 0.25, 4: ", line, StringComparison.Ordinal);
        Assert.Contains(", 22: 2.384E-07; times", line, StringComparison.Ordinal);
        Assert.Equal(12, line.Split(", ").Length);
    }

    [Fact]
    public void Write_AsJson_PutsEachMeasureUnderItsName()
    {
        using var json = JsonDocument.Parse(Text(3, asJson: true));
        var layer = json.RootElement.GetProperty("layers")[0];
        var gate = layer.GetProperty("gates").GetProperty("i");
        Assert.Equal([0.25, 0.125, 0.5, 0.75], new[] { "mean", "low", "high", "radius" }.Select(name => gate.GetProperty(name).GetDouble()));
        Assert.Equal(JsonValueKind.Null, layer.GetProperty("gates").GetProperty("n").GetProperty("low").ValueKind);
        Assert.Equal([9, 2, 5], layer.GetProperty("timeConstants").EnumerateArray().Select(time => time.GetDouble()));
        Assert.Equal([1, 0.5, 0.25], layer.GetProperty("gradientByLag").EnumerateArray().Select(norm => norm.GetDouble()));
    }
}
