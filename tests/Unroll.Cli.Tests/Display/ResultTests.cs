using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Cli.Display;
using Unroll.Experiments;

namespace Unroll.Cli.Tests.Display;

public sealed class ResultTests
{
    static readonly ExperimentResult s_result = new(
        "parity", 3, new Dictionary<string, double> { ["test.fullLengthAccuracy"] = 1, ["test.lastBitAccuracy"] = 0.99995, ["test.fullLengthCorrect"] = 20000, ["test.count"] = 20000, ["train.lastEpochLoss"] = 0.125 },
        2.25, 1234.5, 2777, "/tmp/runs/parity-01234567", RunOutcome.Finished, null,
        [new("test.fullLengthAccuracy", "at least 1", 1, true), new("test.lastBitAccuracy", "at least 1", 0.99995, false)]);

    static readonly Dictionary<string, double> s_reported = new() { ["test.fullLengthAccuracy"] = 0.9466, ["epochs"] = 20 };

    [Theory]
    [InlineData("table-unicode", true)]
    [InlineData("table-ascii", false)]
    public void Table_BesideAReport_ReadsAsCommitted(string snapshot, bool unicode) => Snapshot.Match(snapshot, Table(s_result, s_reported, unicode, color: false));

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void Table_WithoutRoom_IsAListWithoutABrokenWord(int width)
    {
        var text = Table(s_result, s_reported, unicode: true, color: false, width);
        Snapshot.Match("table-narrow", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 44, line));
    }

    [Fact]
    public void Table_WithJustEnoughRoom_IsATable()
    {
        var wide = Table(s_result, s_reported, unicode: true, color: false);
        var width = wide.Split('\n').Where(line => line.StartsWith('│')).Max(line => line.Length);
        Assert.Equal(wide, Table(s_result, s_reported, unicode: true, color: false, width));
        Assert.DoesNotContain("│", Table(s_result, s_reported, unicode: true, color: false, width - 1), System.StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithNothingToCompare_HasTwoColumns() => Snapshot.Match("table-alone", Table(s_result with { Expectations = [] }, [], unicode: true, color: false));

    [Fact]
    public void Table_InAscii_HasNoOtherCharacters() => Assert.All(Table(s_result, s_reported, unicode: false, color: false), c => Assert.True(c < 128));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Table_Colours_OnlyWhereWanted(bool color) => Assert.Equal(color, Table(s_result, s_reported, true, color).Contains('\u001b', System.StringComparison.Ordinal));

    [Fact]
    public void Json_Keys_AreTheOnesPromised()
    {
        using var json = JsonDocument.Parse(ResultJson.Write(s_result));
        var root = json.RootElement;
        Assert.Equal(["recipe", "seed", "metrics", "trainSeconds", "stepsPerSecond", "run"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("parity", root.GetProperty("recipe").GetString());
        Assert.Equal(3, root.GetProperty("seed").GetInt64());
        Assert.Equal(1, root.GetProperty("metrics").GetProperty("test.fullLengthAccuracy").GetDouble());
        Assert.Equal(2.25, root.GetProperty("trainSeconds").GetDouble());
        Assert.Equal(1234.5, root.GetProperty("stepsPerSecond").GetDouble());
        Assert.Equal("/tmp/runs/parity-01234567", root.GetProperty("run").GetString());
    }

    [Fact]
    public void Json_OfANumberThatIsNone_IsNull()
    {
        var broken = s_result with { Metrics = new Dictionary<string, double> { ["test.loss"] = double.NaN }, StepsPerSecond = double.PositiveInfinity, Seed = ulong.MaxValue };
        using var json = JsonDocument.Parse(ResultJson.Write(broken));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("metrics").GetProperty("test.loss").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("stepsPerSecond").ValueKind);
        Assert.Equal(ulong.MaxValue, json.RootElement.GetProperty("seed").GetUInt64());
    }

    static string Table(ExperimentResult result, Dictionary<string, double> reported, bool unicode, bool color, int width = 120)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ResultTable.Write(new Terminal { Output = output, Error = TextWriter.Null, Unicode = unicode, Color = color, Width = width }, result, [new ReportedColumn("reported", reported)], reported.Count > 0 ? "final result" : null);
        return output.ToString();
    }
}
