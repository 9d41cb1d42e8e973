using System;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments.Inspection;

namespace Unroll.Cli.Tests.Display;

/// <summary>A report of two units that differ, and go beyond 1: what stands where in maps and tables.</summary>
public sealed class InspectionDisplayTests
{
    static readonly InspectionReport s_report = new("r", "f", 5, [new(0, 1, []), new(1, 0, [])], [new("rnn", true, "h", [[4, -2], [1, 0.5]])], [new([0.25, 0.75], null, [], null), new([0.5, 0.125], null, [], null)]);

    static string[] Lines(int width, Action<Terminal> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new Terminal { Output = output, Error = output, Unicode = true, Width = width });
        return [.. output.ToString().Split('\n').Select(line => string.Join(' ', line.Split([' ', '│'], StringSplitOptions.RemoveEmptyEntries)))];
    }

    [Fact]
    public void Map_HasALineForEachUnit_AndAFullScale()
    {
        var lines = Lines(80, terminal => InspectionMap.Write(terminal, s_report, 9));
        Assert.Contains("rnn state h, full at 4", lines);
        Assert.Contains("0 92", lines);   // 4 and 1 of 4
        Assert.Contains("1 e1", lines);   // −2 and 0.5 of 4
        Assert.Contains("largest 10", lines);
    }

    [Fact]
    public void Table_InPieces_GoesOnWithTheNextUnit()
    {
        var lines = Lines(18, terminal => InspectionTable.Write(terminal, s_report, 9));   // room for one unit
        Assert.Equal(["0 4.0000", "1 1.0000", "0 -2.0000", "1 0.5000", "0 0.2500", "1 0.5000", "0 0.7500", "1 0.1250"], lines.Where(line => line.Length > 2 && char.IsDigit(line[0]) && line[1] == ' '));
        Assert.Contains("1 of 2 units; --units shows more.", Lines(80, terminal => InspectionTable.Write(terminal, s_report, 1)));
    }
}
