using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unroll.Cli.Commands;
using Unroll.Cli.Display;
using Unroll.Networks.Verification;

namespace Unroll.Cli.Tests.Commands;

public sealed class VerifyCommandTests
{
    static readonly LadderResult s_held = new(1, "lstm: backward against dual numbers", 4000, 2.4e-15, 1e-12);
    static readonly LadderResult s_failed = new(3, "lstm: 512 bits against 128 [float]", 67, 3, 0);

    [Fact]
    public void Table_OfAFailure_ReadsAsCommitted()
    {
        var answer = Verify(json: false, s_held, s_failed);
        Assert.Equal(1, answer.Code);
        // The width of this machine's lanes is its own affair.
        Snapshot.Match("verify", Regex.Replace(answer.Output, "on lanes of .*", "on lanes of <n> bits.") + answer.Error);
    }

    [Fact]
    public void ExitCode_WhenAllHolds_IsZero() => Assert.Equal(0, Verify(json: false, s_held).Code);

    [Fact]
    public void ExitCode_WhenNothingWasChecked_IsAFailure() => Assert.Equal(1, Verify(json: false).Code);

    [Fact]
    public void Json_OfAFailure_SaysWhich()
    {
        var answer = Verify(json: true, s_held, s_failed);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.False(json.RootElement.GetProperty("passed").GetBoolean());
        var checks = json.RootElement.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal([true, false], checks.Select(c => c.GetProperty("passed").GetBoolean()));
        Assert.Equal(2.4e-15, checks[0].GetProperty("worstError").GetDouble());
    }

    [Fact]
    public void Table_AtAnyWidth_BreaksNoWord()
    {
        for (var width = 10; width < 130; width++)
        {
            var text = Verify(json: false, width, s_held, s_failed).Output;
            foreach (var word in new[] { "backward", "numbers", "4,000", "2.4e-15", "1.0e-12", "same bits", "holds", "FAILS", "[float]", "worst error", "allowed" })
                Assert.True(text.Contains(word), $"{word} at {width}:\n{text}");
            if (text.Contains('│'))
                Assert.All(text.Split('\n')[..^2], line => Assert.InRange(line.Length, 0, width));
        }
        Assert.DoesNotContain('│', Verify(json: false, 40, s_held, s_failed).Output);
        Assert.Contains('│', Verify(json: false, 80, s_held, s_failed).Output);
    }

    static Answer Verify(bool json, params LadderResult[] lines) => Verify(json, 120, lines);

    static Answer Verify(bool json, int width, params LadderResult[] lines)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = VerifyCommand.Run(new Terminal { Output = output, Error = error, Unicode = true, Width = width }, json, quick: true, _ => lines);
        return new Answer(code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Verify_OfARecipesNetwork_ChecksItsSegments()
    {
        using var session = new Session { Width = 200 };
        var answer = session.Run("verify", "--network", session.Recipe(), "--set", "model.layers=2");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("tiny: the loss's gradient by layers.1.recurrent against differences", answer.Output, System.StringComparison.Ordinal);
        Assert.Contains("lstm: backward against forward on dual numbers", answer.Output, System.StringComparison.Ordinal);
        Assert.Contains("9 of 9 checks hold", answer.Output, System.StringComparison.Ordinal);
        Assert.Equal(2, session.Run("verify", "--network", "nonsense").Code);
    }
}
