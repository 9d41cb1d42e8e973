using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace Unroll.Cli.Tests.Commands;

public sealed class ScoreCommandTests
{
    const string Text = "abc dé\nabcde\n";

    static Session WithFile(string text = Text)
    {
        var session = new Session { Input = text }.WithSpokenRun();
        File.WriteAllText(Path.Combine(session.Folder, "book.txt"), text);
        return session;
    }

    [Fact]
    public void Score_OfAFile_ReadsAsCommitted()
    {
        using var session = WithFile();
        var answer = session.Run("score", "spoken", "book.txt");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Snapshot.Match("score", answer.Output + session.Run("score", "spoken", "book.txt", "--json").Output);
    }

    [Fact]
    public void Score_OfStandardInput_IsThatOfTheFile()
    {
        using var session = WithFile();
        Assert.Equal(session.Run("score", "spoken", "book.txt").Output, session.Run("score", "runs/spoken", "-", "--threads", "2").Output);
        using var json = JsonDocument.Parse(session.Run("score", "spoken", "-", "--json").Output);
        var (nats, bits) = (json.RootElement.GetProperty("natsPerCharacter").GetDouble(), json.RootElement.GetProperty("bitsPerCharacter").GetDouble());
        Assert.Equal(nats, bits * Math.Log(2), 1e-12);
        Assert.Equal(Text.Length - 1, json.RootElement.GetProperty("characters").GetInt32());
        Assert.Equal("-", json.RootElement.GetProperty("file").GetString());
    }

    [Theory]
    [InlineData("", "book.txt", "book.txt: the text is empty;")]
    [InlineData("a", "-", "standard input: the text is a single symbol")]
    [InlineData("abQ", "book.txt", "book.txt: character U+0051 'Q' at position 3")]
    [InlineData("ab", "runs", "'runs' is a folder:")]
    [InlineData("ab", "nothing.txt", "'nothing.txt' is not there:")]
    public void Score_OfWhatCannotBe_IsOneLine(string text, string file, string message)
    {
        using var session = WithFile(text);
        var answer = session.Run("score", "spoken", file);
        Assert.Equal((2, "", 1), (answer.Code, answer.Output, answer.Error.Count(c => c == '\n')));
        Assert.StartsWith("unroll: " + message, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ThatIsStopped_EndsPolitely()
    {
        using var session = new Session { Input = Text, Stop = new CancellationToken(canceled: true) }.WithSpokenRun();
        var answer = session.Run("score", "spoken", "-");
        Assert.Equal((130, "", ""), (answer.Code, answer.Output, answer.Error));
    }
}
