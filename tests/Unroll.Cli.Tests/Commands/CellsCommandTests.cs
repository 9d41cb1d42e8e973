using System.Linq;
using System.Text.Json;
using Unroll.Cli.Commands;
using Unroll.Cli.Display;
using Unroll.Networks.Cells;

namespace Unroll.Cli.Tests.Commands;

public sealed class CellsCommandTests
{
    [Fact]
    public void Table_OfTheCells_ReadsAsCommitted()
    {
        using var session = new Session();
        var answer = session.Run("cells", "--inputs", "10", "--hidden", "20");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Snapshot.Match("cells", answer.Output);
    }

    [Fact]
    public void Json_OfTheCells_HasAllOfThemWithEquationsAndCounts()
    {
        using var session = new Session();
        using var json = JsonDocument.Parse(session.Run("cells", "--json", "--inputs", "3", "--hidden", "5").Output);
        var cells = json.RootElement.GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal(CellCatalog.Names, cells.Select(cell => cell.GetProperty("name").GetString()!));
        var lstm = cells.Single(cell => cell.GetProperty("name").GetString() == "lstm");
        Assert.Equal(4 * 5 * (3 + 5 + 1), lstm.GetProperty("parameters").GetInt64());
        Assert.Contains("c' = f ⊙ c + i ⊙ g", lstm.GetProperty("forward").EnumerateArray().Select(line => line.GetString()));
        Assert.NotEmpty(lstm.GetProperty("backward").EnumerateArray());
        Assert.Equal(["h", "c"], lstm.GetProperty("states").EnumerateArray().Select(state => state.GetString()!));
    }

    [Fact]
    public void Table_OnATerminalOfAscii_HasNothingElse()
    {
        using var output = new System.IO.StringWriter();
        var command = CellsCommand.Build(new Terminal { Output = output, Error = output, Unicode = false });
        Assert.Equal(0, command.Parse([]).Invoke());
        Assert.DoesNotContain(output.ToString(), sign => sign > '~');
        Assert.Contains("sigmoid(Wxi x + Rxi h + bxi)", output.ToString());
    }

    [Fact]
    public void Table_AtAnyWidth_BreaksNoWord()
    {
        using var wide = new Session { Width = 400 };
        var words = wide.Run("cells").Output.Split([' ', '\n', '│', '─'], System.StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsLetterOrDigit(word[0])).Except(["cell", "equations"]).ToHashSet();   // the titles, which a list has not
        foreach (var width in new[] { 20, 40, 60, 80, 100, 120 })
        {
            using var session = new Session { Width = width };
            var text = session.Run("cells").Output;
            Assert.Superset(words, text.Split([' ', '\n', '│', '─'], System.StringSplitOptions.RemoveEmptyEntries).ToHashSet());
            if (text.Contains('│'))
                Assert.All(text.Split('\n')[..^2], line => Assert.InRange(line.Length, 0, width));
        }
        using var narrow = new Session { Width = 40 };
        Assert.DoesNotContain('│', narrow.Run("cells").Output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public void Counts_OfNoSense_AreRefused(string inputs)
    {
        using var session = new Session();
        var answer = session.Run("cells", "--inputs", inputs);
        Assert.Equal(2, answer.Code);
        Assert.Contains("--inputs got", answer.Error);
    }
}
