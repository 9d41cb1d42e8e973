using System;
using System.IO;
using System.Linq;

namespace Unroll.Cli.Tests;

/// <summary>Stopped politely or killed, a run that is resumed ends with the same bits as one that was left alone.</summary>
public sealed class ProcessTests
{
    // Takes seconds, so that a signal still finds it running on a machine that is busy with other things.
    const string LongerRecipe =
        """
        {
          "name": "longer",
          "task": { "kind": "parity", "mode": "variable", "count": 1000, "trainCount": 800, "length": 20 },
          "model": { "cell": "lstm", "hidden": 24 },
          "train": { "seed": 5, "batch": 16, "epochs": 150, "optimizer": { "kind": "adam", "rate": 0.003 }, "checkpointEvery": 1 }
        }
        """;

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public void Resume_AfterASignal_EndsWithTheSameBits(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent by kill");
        Skip.If(signal == "INT" && IgnoresInterrupts(), "these tests were started with SIGINT ignored (a background job of a script), and so is every process they start");
        using var session = new Session();
        var recipe = session.Recipe(LongerRecipe, "longer.json");
        var whole = Path.Combine(session.Folder, "whole");
        Assert.Equal(0, session.Run("train", recipe, "--run", whole, "--quiet", "--threads", "1").Code);

        var broken = Path.Combine(session.Folder, "broken");
        using (var child = new Child(session.Folder, "train", recipe, "--run", broken, "--threads", "1"))
        {
            Assert.True(child.Until(() => Lines(broken) >= 4), "the run ended before it could be stopped: make the recipe longer.");
            child.Signal(signal);
            AssertStopped(signal, child.Wait());
        }
        Assert.True(Lines(broken) < Lines(whole), "the run was not stopped on its way.");

        using var again = new Child(session.Folder, "train", recipe, "--run", broken, "--threads", "1", "--resume", "--quiet");
        Assert.Equal(0, again.Wait().Code);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "events.jsonl")), File.ReadAllBytes(Path.Combine(broken, "events.jsonl")));
        Assert.Equal(LastCheckpoint(whole), LastCheckpoint(broken));
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public void Seeds_AfterASignal_EndWithTheSameBits(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent by kill");
        Skip.If(signal == "INT" && IgnoresInterrupts(), "these tests were started with SIGINT ignored (a background job of a script), and so is every process they start");
        using var session = new Session();
        var recipe = session.Recipe(LongerRecipe, "longer.json");
        string[] words = ["train", recipe, "--set", "train.epochs=60", "--seeds", "3", "--threads", "2", "--run"];
        var whole = Path.Combine(session.Folder, "whole");
        Assert.Equal(0, session.Run([.. words, whole, "--quiet"]).Code);

        var broken = Path.Combine(session.Folder, "broken");
        using (var child = new Child(session.Folder, [.. words, broken]))
        {
            Assert.True(child.Until(() => Lines(Path.Combine(broken, "seed-5")) >= 4), "the runs ended before they could be stopped: make the recipe longer.");
            child.Signal(signal);
            AssertStopped(signal, child.Wait());
        }
        Assert.False(File.Exists(Path.Combine(broken, "results.json")), "the runs were not stopped on their way.");

        Assert.Equal(0, session.Run([.. words, broken, "--resume", "--quiet"]).Code);
        foreach (var file in new[] { "results.json", "results.csv", "runs.csv", "seed-5/events.jsonl", "seed-6/events.jsonl", "seed-7/events.jsonl" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(broken, file)));
        Assert.Equal(LastCheckpoint(Path.Combine(whole, "seed-6")), LastCheckpoint(Path.Combine(broken, "seed-6")));
    }

    // An ignored signal stays ignored in every child; Linux tells which they are.
    internal static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status";
        const long Interrupt = 1 << (2 - 1);
        if (!File.Exists(Status))
            return false;
        var ignored = File.ReadLines(Status).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToInt64(ignored["SigIgn:".Length..].Trim(), 16) & Interrupt) != 0;
    }

    [Fact]
    public void Process_WithAMistake_SaysSoInOneLine()
    {
        using var session = new Session();
        using var child = new Child(session.Folder, "train", "pairty", "--json");
        var answer = child.Wait();
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
    }

    [SkippableTheory]
    [InlineData("recipes", 1)]
    [InlineData("recipes --json", 1)]
    [InlineData("show parity", 1)]
    [InlineData("--help", 1)]
    [InlineData("train tiny.json --quiet", 1)]
    [InlineData("train tiny.json --quiet --json", 1)]
    public void Output_ToAFullDevice_IsAFailureInOneLine(string line, int code)
    {
        Skip.IfNot(File.Exists("/dev/full"), "this system has no device that is always full");
        using var session = new Session();
        session.Recipe();
        using var child = Child.InShell(session.Folder, line, ">/dev/full");
        var answer = child.Wait();
        Assert.Equal((code, ""), (answer.Code, answer.Output));
        Assert.Matches("^unroll: standard output cannot be written: [^\n]*; the result is lost there.\n$", answer.Error);
    }

    // Nobody can be told, but the run is done and its result printed.
    [SkippableTheory]
    [InlineData("train tiny.json", 0)]
    [InlineData("train nothing", 2)]
    public void Error_ToAFullDevice_ChangesNeitherResultNorExitCode(string line, int code)
    {
        Skip.IfNot(File.Exists("/dev/full"), "this system has no device that is always full");
        using var session = new Session();
        session.Recipe();
        using var child = Child.InShell(session.Folder, line, "2>/dev/full");
        var answer = child.Wait();
        Assert.Equal(code, answer.Code);
        Assert.Equal(code == 0, answer.Output.Contains("test.lastBitAccuracy", StringComparison.Ordinal));
    }

    [Fact]
    public void Process_WithoutATerminal_WritesNoControlCharacters()
    {
        using var session = new Session();
        using var child = new Child(session.Folder, "train", session.Recipe());
        var answer = child.Wait();
        Assert.Equal(0, answer.Code);
        Assert.DoesNotContain('\u001b', answer.Output + answer.Error);
    }

    static void AssertStopped(string signal, Answer answer)
    {
        Assert.Empty(answer.Output);
        if (signal == "KILL")
            return;
        Assert.Equal(130, answer.Code);
        Assert.Contains("Go on with: ", answer.Error);
        Assert.Contains("--resume", answer.Error);
    }

    static int Lines(string run)
    {
        var events = Path.Combine(run, "events.jsonl");
        return Directory.Exists(Path.Combine(run, "checkpoints")) && File.Exists(events) ? File.ReadLines(events).Count() : 0;
    }

    static (string Name, string Content) LastCheckpoint(string run)
    {
        var file = Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors").Order(StringComparer.Ordinal).Last();
        return (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file)));
    }
}
