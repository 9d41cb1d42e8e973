using System;
using System.IO;
using System.Linq;

namespace Unroll.Cli.Tests;

/// <summary>One run trained by several processes, under each launcher that is installed.</summary>
public sealed class ProcessesTests
{
    const string Recipe =
        """
        {
          "name": "several",
          "task": { "kind": "parity", "mode": "variable", "count": 400, "trainCount": 300, "length": 12 },
          "model": { "cell": "lstm", "hidden": 8 },
          "train": { "seed": 5, "batch": 16, "workers": 3, "epochs": 30, "optimizer": { "kind": "adam", "rate": 0.003 }, "checkpointEvery": 1 }
        }
        """;

    public static TheoryData<string> Launchers => ["mpirun.openmpi", "mpirun.mpich"];

    internal static void RequireLauncher(string launcher) =>
        Skip.IfNot((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, launcher))), $"{launcher} is not installed here (apt install openmpi-bin mpich)");

    static Child Start(Session session, string launcher, params string[] arguments) => new(session.Folder, [("UNROLL_MPIRUN", launcher)], ["train", .. arguments]);

    internal static void AssertSameRun(string wanted, string got)
    {
        foreach (var file in Directory.GetFiles(wanted, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(wanted, path)).Except(["timing.jsonl", "environment.json"]))
            Assert.True(File.ReadAllBytes(Path.Combine(wanted, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(got, file))), file);
    }

    internal static int Checkpoints(string run) => Directory.Exists(Path.Combine(run, "checkpoints")) ? Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors").Length : 0;

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Processes_TrainTheBitsOfOne(string launcher)
    {
        RequireLauncher(launcher);
        using var session = new Session();
        var recipe = session.Recipe(Recipe, "several.json");
        Assert.Equal(0, session.Run("train", recipe, "--run", "one", "--quiet", "--json", "--threads", "1").Code);
        using var child = Start(session, launcher, recipe, "--run", "three", "--quiet", "--json", "--threads", "1", "--processes", "3");
        var answer = child.Wait();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(1, answer.Output.Count(letter => letter == '\n'));   // one of them speaks
        Assert.Contains("\"recipe\":\"several\"", answer.Output, StringComparison.Ordinal);
        AssertSameRun(Path.Combine(session.Folder, "one"), Path.Combine(session.Folder, "three"));
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Mistake_IsOneLine(string launcher)
    {
        RequireLauncher(launcher);
        using var session = new Session();
        var recipe = session.Recipe(Recipe, "several.json");
        using var wrong = Start(session, launcher, recipe, "--run", "wrong", "--processes", "2");
        var answer = wrong.Wait();
        Assert.Equal((2, "", "unroll: several: has train.workers 3, and 2 processes were started; start 3 of them, or one, or say --set train.workers=2 for a step of 2 batches.\n"), (answer.Code, answer.Output, answer.Error));
        using var unknown = Start(session, launcher, "pairty", "--processes", "2");
        answer = unknown.Wait();
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.StartsWith("unroll: recipe 'pairty' is not known.", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, answer.Error.Count(letter => letter == '\n'));
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Processes_ThatAreStopped_SaveAndGoOnToTheSameBits(string launcher)
    {
        RequireLauncher(launcher);
        using var session = new Session();
        var recipe = session.Recipe(Recipe.Replace("\"epochs\": 30", "\"epochs\": 1000", StringComparison.Ordinal), "several.json");
        string[] words = [recipe, "--run", "three", "--quiet", "--threads", "1", "--processes", "3"];
        using var child = Start(session, launcher, words);
        var run = Path.Combine(session.Folder, "three");
        Assert.True(child.Until(() => Checkpoints(run) > 1), "the run ended before it could be stopped: make the recipe longer.");
        child.Signal("TERM");
        var answer = child.Wait();
        Assert.Equal(130, answer.Code);
        Assert.Contains("--processes 3 --run", answer.Error, StringComparison.Ordinal);
        Assert.Contains("--resume", answer.Error, StringComparison.Ordinal);
        using var again = Start(session, launcher, [.. words, "--resume"]);
        Assert.Equal(0, again.Wait().Code);
        Assert.Equal(0, session.Run("train", recipe, "--run", "one", "--quiet", "--threads", "1").Code);
        AssertSameRun(Path.Combine(session.Folder, "one"), run);
    }

    [Fact]
    public void NoLauncher_IsOneLineThatSaysWhatToInstall()
    {
        using var session = new Session();
        using var child = Start(session, "/nowhere/mpirun", session.Recipe(), "--processes", "2");
        var answer = child.Wait();
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.Matches("^unroll: --processes needs an MPI launcher, and '/nowhere/mpirun' cannot be started [^\n]*install one \\(apt install openmpi-bin, or mpich\\), or name yours in UNROLL_MPIRUN.\n$", answer.Error);
    }
}
