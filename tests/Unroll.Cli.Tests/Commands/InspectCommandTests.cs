using System;
using System.Linq;
using System.Text.Json;
using Unroll.Cli.Display;

namespace Unroll.Cli.Tests.Commands;

public sealed class InspectCommandTests
{
    static Session Trained(int width = 120)
    {
        var session = new Session { Width = width };
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet", "--run", "runs/first", "--threads", "1").Code);
        return session;
    }

    [Fact]
    public void Inspect_OfARun_ShowsAMapOfEveryGateAndState()
    {
        using var session = Trained();
        var answer = session.Run("inspect", "first", "--input", "01101");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        foreach (var name in new[] { "gate i", "gate f", "gate g", "gate o", "state h", "state c" })
            Assert.Contains($"layers.0 {name}", answer.Output, StringComparison.Ordinal);
        Assert.Contains("read    01101", answer.Output, StringComparison.Ordinal);
        Assert.Equal(6 * 4, answer.Output.Split('\n').Count(line => line.StartsWith('│') && !line.Contains("unit", StringComparison.Ordinal)));
    }

    [Fact]
    public void Inspect_InEveryForm_TellsTheSameNumber()
    {
        using var session = Trained();
        using var json = JsonDocument.Parse(session.Run("inspect", "runs/first", "--json").Output);
        var value = json.RootElement.GetProperty("layers")[0].GetProperty("gates").GetProperty("f")[2][1].GetDouble();
        Assert.InRange(value, 0.3, 0.99);   // it starts near σ(1)
        Assert.Contains(FormattableString.Invariant($"layers.0,gate,f,2,1,{value:R}"), session.Run("inspect", "runs/first", "--csv").Output.Split('\n'));
        Assert.Contains(FormattableString.Invariant($"{value:0.0000}"), session.Run("inspect", "runs/first", "--table", "--gate", "f").Output, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{value:0.######}"), session.Run("inspect", "runs/first", "--log").Output, StringComparison.Ordinal);
    }

    // Sequences are counted from 1 where a person asks, and the library counts from 0.
    [Fact]
    public void Row_OfTheFirstBatch_IsTheOneAskedFor()
    {
        using var session = Trained();
        string Read(params string[] arguments) => session.Run(["inspect", "first", "--json", .. arguments]).Output;
        Assert.Equal(Read(), Read("--row", "1"));
        var folder = System.IO.Path.Combine(session.Folder, "runs", "first");
        for (var row = 1; row <= 3; row++)
        {
            using var json = JsonDocument.Parse(Read("--row", row.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            var report = Unroll.Experiments.Inspection.RunInspection.Inspect(folder, null, row - 1, new Unroll.Experiments.SilentListener());
            Assert.Equal(report.Steps.Select(step => step.Symbol!.Value), json.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("symbol").GetInt32()));
        }
    }

    [Fact]
    public void Inspect_OnANarrowTerminal_CutsMapsAndSplitsTables()
    {
        using var session = Trained(width: 30);
        Assert.Contains("The first 22 of 40 steps fit", session.Run("inspect", "first", "--input", new string('1', 40), "--gate", "f").Output, StringComparison.Ordinal);
        var table = session.Run("inspect", "first", "--input", "0", "--gate", "f", "--table").Output.Split('\n');
        Assert.All(table.Where(line => line.StartsWith('│')), line => Assert.True(line.Length <= 30, line));
        Assert.Equal(2 + 1, table.Count(line => line.StartsWith('╭')));   // four units in two tables, two outputs in one
    }

    [Theory]
    [InlineData("--gate got 'ff', which this network does not have. Did you mean 'f'? Known: i, f, g, o, h, c.", "--gate", "ff")]
    [InlineData("--layer got 'layers.9'", "--layer", "layers.9")]
    [InlineData("--csv and --json are given together: choose one form.", "--json", "--csv")]
    [InlineData("--row got 0", "--row", "0")]
    [InlineData("sequence 99 was asked for", "--row", "99")]
    [InlineData("symbols from 0 to 1", "--input", "7")]
    public void Inspect_AskedForWhatIsNotThere_SaysSoInOneLine(string wanted, params string[] arguments)
    {
        using var session = Trained();
        var answer = session.Run(["inspect", "first", .. arguments]);
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.Contains(wanted, answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void Measure_OfARun_TellsTheLayersHealth()
    {
        using var session = Trained();
        var text = session.Run("inspect", "first", "--measure").Output;
        foreach (var word in new[] { "layers.0", "spectral radius", "time constants", "gradient by lag", "layers.0.recurrent", "output.bias" })
            Assert.Contains(word, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(session.Run("inspect", "first", "--measure", "--json").Output);
        Assert.Equal(6, json.RootElement.GetProperty("layers")[0].GetProperty("gradientByLag").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("segments").GetProperty("layers.0.input").GetDouble() > 0);
    }

    [Theory]
    [InlineData(0, '.')]
    [InlineData(1, '9')]
    [InlineData(0.5, '5')]
    [InlineData(-1, 'i')]
    [InlineData(-0.34, 'c')]
    [InlineData(5, '9')]
    [InlineData(double.NaN, '?')]
    public void Letter_OfAValue_TellsSizeAndSign(double value, char letter) => Assert.Equal(letter, InspectionMap.Letter(value));
}
