using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace Unroll.Cli.Tests.Commands;

public sealed class GenerateCommandTests
{
    const string Prompt = "abcé";

    static readonly string[] s_short = ["--length", "40"];

    static Answer Generate(params string[] arguments)
    {
        using var session = new Session().WithSpokenRun();
        return session.Run(["generate", "spoken", .. arguments.Contains("--length") ? [] : s_short, .. arguments]);
    }

    static string TextOf(params string[] arguments)
    {
        var answer = Generate(["--prompt", Prompt, .. arguments]);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.StartsWith(Prompt, answer.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer.Output, StringComparison.Ordinal);
        return answer.Output[Prompt.Length..^1];
    }

    [Fact]
    public void Generate_FromAPrompt_ReadsAsCommitted()
    {
        var text = TextOf();
        Assert.Equal(40, text.Length);
        Snapshot.Match("generate", string.Join("\n----\n", Prompt + text, Generate("--seed", "2").Output, Generate("--prompt", Prompt, "--count", "2").Output, Generate("--prompt", Prompt, "--beam", "3", "--count", "2").Output,
            Generate("--prompt", Prompt, "--beam", "2", "--length", "4", "--json").Output, Generate("--prompt", Prompt, "--length", "3", "--json", "--seed", "3").Output, Generate("--length", "2", "--json", "--stream").Output));
    }

    [Fact]
    public void PromptFile_ThatIsNoUtf8_IsOneLine()
    {
        using var session = new Session().WithSpokenRun();
        File.WriteAllBytes(Path.Combine(session.Folder, "latin1.txt"), [(byte)'a', 0xE9, (byte)'b']);
        var answer = session.Run("generate", "spoken", "--prompt-file", "latin1.txt");
        Assert.Equal((2, "", "unroll: --prompt-file 'latin1.txt' is not UTF-8: byte E9 is no text there. Save it as UTF-8.\n"), (answer.Code, answer.Output, answer.Error));
    }

    [Fact]
    public void Generate_InEveryForm_IsTheSameText()
    {
        var text = TextOf();
        Assert.Equal(text, TextOf("--stream"));
        Assert.Equal(text, TextOf("--threads", "3"));
        Assert.Equal(text, TextOf("--seed", "1", "--temperature", "1", "--top-p", "1", "--min-p", "0", "--repetition-penalty", "1"));
        using var json = JsonDocument.Parse(Generate("--prompt", Prompt, "--json").Output);
        var one = json.RootElement.GetProperty("texts")[0];
        Assert.Equal(text, one.GetProperty("text").GetString());
        Assert.Equal(text, string.Concat(one.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetProperty("text").GetString())));
        Assert.Equal(one.GetProperty("logProbability").GetDouble(), one.GetProperty("pieces").EnumerateArray().Sum(piece => piece.GetProperty("logProbability").GetDouble()), 1e-9);
        var lines = Generate("--prompt", Prompt, "--json", "--stream").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(text, string.Concat(lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString())));
        var many = Generate("--prompt", Prompt, "--count", "3").Output;
        Assert.StartsWith($"--- 1 of 3, seed 1 ---\n{Prompt}{text}\n--- 2 of 3, seed 1 ---\n{Prompt}", many, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_WithOtherOptions_IsAnotherText()
    {
        string[][] all = [[], ["--seed", "2"], ["--temperature", "0"], ["--temperature", "3"], ["--top-k", "3"], ["--top-p", "0.6"], ["--min-p", "0.5"], ["--repetition-penalty", "9"]];
        Assert.Equal(all.Length, all.Select(options => TextOf(options)).Distinct().Count());
    }

    [Fact]
    public void Stop_ThatComes_EndsTheText()
    {
        var text = TextOf();
        var stop = text[12..14];
        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], TextOf("--stop", stop));
        Assert.DoesNotContain('\n', TextOf("--stop", "\\n", "--seed", "9"));
        var found = TextOf("--beam", "4", "--stop", "e");
        Assert.DoesNotContain('e', found);
        var refused = Generate("--beam", "4", "--stop", "ab");
        Assert.Equal((2, 1), (refused.Code, refused.Error.Count(c => c == '\n')));
    }

    [Fact]
    public void Prompt_OfAFile_IsThatOfTheLine()
    {
        using var session = new Session().WithSpokenRun();
        File.WriteAllText(Path.Combine(session.Folder, "prompt.txt"), Prompt);
        Assert.Equal(session.Run("generate", "spoken", "--prompt", Prompt).Output, session.Run("generate", "runs/spoken", "--prompt-file", "prompt.txt").Output);
    }

    [Theory]
    [InlineData("--prompt", "abQ")]
    [InlineData("--prompt", "abQ", "--count", "2")]
    [InlineData("--prompt", "abQ", "--beam", "2")]
    [InlineData("--prompt-file", "nothing.txt")]
    [InlineData("--stop", "")]
    public void Generate_OfWhatCannotBe_IsOneLine(params string[] arguments)
    {
        var answer = Generate(arguments);
        Assert.Equal((2, "", 1), (answer.Code, answer.Output, answer.Error.Count(c => c == '\n')));
        Assert.DoesNotContain("unexpected", answer.Error, StringComparison.Ordinal);
        if (arguments[1] == "abQ")
            Assert.Contains("U+0051 'Q' at position 3", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_OfAnotherTask_SaysSo()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet", "--run", "runs/first", "--threads", "1").Code);
        foreach (var words in (string[][])[["generate", "first"], ["score", "first", session.Recipe()]])
        {
            var answer = session.Run(words);
            Assert.Equal((2, ""), (answer.Code, answer.Output));
            Assert.Contains("was trained on the task 'parity', which has no text to speak or to score", answer.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData()]
    [InlineData("--stream")]
    [InlineData("--count", "2")]
    public void Generate_ThatIsStopped_EndsPolitely(params string[] arguments)
    {
        using var session = new Session { Stop = new CancellationToken(canceled: true) }.WithSpokenRun();
        var hearing = session.Run(["generate", "spoken", "--prompt", "ab", .. arguments]);
        Assert.Equal((130, "", ""), (hearing.Code, hearing.Error, hearing.Output));
        var speaking = session.Run(["generate", "spoken", .. arguments]);
        Assert.Equal((130, "", arguments.Length == 2 ? "" : "\n"), (speaking.Code, speaking.Error, speaking.Output));
    }

    static Answer Converse(params string[] lines)
    {
        using var session = new Session { Input = string.Concat(lines.Select(line => line + "\n")) }.WithSpokenRun();
        return session.Run("generate", "spoken", "--interactive", "--length", "12", "--stop", "é");
    }

    [Fact]
    public void Conversation_ThroughAPipe_ReadsAsCommitted()
    {
        var answer = Converse("ab", ":temperature 0", "cd", ":show", ":reset", "cd", "", ":length 3", ":stop", ":seed 4", ":temperature 1", "::ab", "Q", ":dance", ":temperature hot", ":seed -1", ":top-k 2", ":min-p 0.1", ":top-p 0.9", ":repetition-penalty 1.1", ":show", ":help", ":quit", "ab");
        Assert.Equal(0, answer.Code);
        Snapshot.Match("conversation", answer.Output + "----\n" + answer.Error);
    }

    [Fact]
    public void Conversation_CarriesItsStateOn_UntilItIsReset()
    {
        var twice = Converse(":temperature 0", ":length 8", ":stop", "ab", "ab").Output;
        var anew = Converse(":temperature 0", ":length 8", ":stop", "ab", ":reset", "ab").Output;
        Assert.StartsWith(twice[..9], anew, StringComparison.Ordinal);
        Assert.Equal(anew[..9], anew[9..]);
        Assert.NotEqual(twice[..9], twice[9..]);
    }

    [Fact]
    public void Conversation_ThatIsStopped_EndsPolitely()
    {
        using var session = new Session { Stop = new CancellationToken(canceled: true), Input = "ab\n", InputIsTerminal = true }.WithSpokenRun();
        var answer = session.Run("generate", "spoken", "--interactive");
        Assert.Equal((130, ""), (answer.Code, answer.Output));
        Assert.Equal("Type a line and it is gone on from. :help shows commands, :quit ends.\n> \n", answer.Error);
    }
}
