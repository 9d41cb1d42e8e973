namespace Unroll.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("unroll")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("score")]
    [InlineData("inspect")]
    [InlineData("recipes")]
    [InlineData("show")]
    [InlineData("cells")]
    [InlineData("verify")]
    public void Help_OfACommand_ReadsAsCommitted(string command)
    {
        using var session = new Session();
        var answer = command == "unroll" ? session.Run("--help") : session.Run(command, "--help");
        Assert.Equal(0, answer.Code);
        Assert.Empty(answer.Error);
        // The parser names the root by the running executable; here that is the test host.
        var host = System.CommandLine.RootCommand.ExecutableName;
        Snapshot.Match($"help-{command}", answer.Output.Replace($"  {host} ", "  unroll ", System.StringComparison.Ordinal));
    }

    [Fact]
    public void Help_BesideMistakes_IsStillHelp()
    {
        using var session = new Session();
        var answer = session.Run("train", "--nonsense", "--help");
        Assert.Equal(0, answer.Code);
        Assert.Contains("--threads", answer.Output);
    }

    [Fact]
    public void Version_IsOneLine()
    {
        using var session = new Session();
        var answer = session.Run("--version");
        Assert.Equal(0, answer.Code);
        Assert.Matches(@"^unroll \d+\.\d+\.\d+\n$", answer.Output);
    }
}
