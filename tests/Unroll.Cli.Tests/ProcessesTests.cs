using System;
using System.Diagnostics;
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

    static Child Start(Session session, string launcher, params string[] arguments) => Launch(session, launcher, ["train", .. arguments]);

    static Child Launch(Session session, string launcher, params string[] arguments) => new(session.Folder, [("UNROLL_MPIRUN", launcher)], arguments);

    internal static void AssertSameRun(string wanted, string got)
    {
        foreach (var file in Directory.GetFiles(wanted, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(wanted, path)).Where(path => Path.GetFileName(path) is not ("timing.jsonl" or "environment.json")))
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

    // Whole runs for each process; then one of the runs is measured again, by two of them.
    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Processes_TakeWholeRunsAndSharesOfAnEvaluation_WithTheResultsOfOne(string launcher)
    {
        RequireLauncher(launcher);
        using var session = new Session();
        string[] words = ["sweep", session.Recipe(Recipe, "several.json"), "--set", "train.epochs=4", "--grid", "train.batch=8,16", "--seeds", "2", "--halving", "2", "--metric", "train.lossPerTarget", "--quiet", "--threads", "1"];
        var alone = session.Run([.. words, "--run", "one"]);
        using var child = Launch(session, launcher, [.. words, "--run", "three", "--processes", "3"]);
        var answer = child.Wait();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("several: best by train.lossPerTarget: train.batch=", answer.Output, StringComparison.Ordinal);
        Assert.Equal(LastLines(alone.Output), LastLines(answer.Output).Replace("/three", "/one", StringComparison.Ordinal));
        AssertSameRun(Path.Combine(session.Folder, "one"), Path.Combine(session.Folder, "three"));
        var measured = session.Run("evaluate", "three/0001-seed-5", "--json");
        using var two = Launch(session, launcher, "evaluate", "three/0001-seed-5", "--json", "--processes", "2");
        Assert.Equal(measured, two.Wait());
    }

    // The table before is drawn by what the terminal can.
    static string LastLines(string output) => string.Join('\n', output.TrimEnd('\n').Split('\n').TakeLast(2));

    [SkippableTheory]
    [InlineData("mpirun.openmpi", "TERM")]
    [InlineData("mpirun.mpich", "KILL")]   // Open MPI's launcher takes six seconds to end the others
    public void Seeds_OfProcessesOfWhichOneIsStoppedOrKilled_GoOnToTheSameFiles(string launcher, string signal)
    {
        RequireLauncher(launcher);
        using var session = new Session();
        var recipe = session.Recipe(Recipe.Replace("\"epochs\": 30", "\"epochs\": 80", StringComparison.Ordinal), "several.json");
        string[] words = [recipe, "--seeds", "8", "--run", "three", "--quiet", "--threads", "1", "--processes", "3"];
        using var child = Start(session, launcher, words);
        var folder = Path.Combine(session.Folder, "three");
        Assert.True(child.Until(() => File.Exists(Path.Combine(folder, "seed-5", "diagnosis.json"))), "the runs ended before they could be stopped: make the recipe longer.");
        SignalOne(folder, signal);
        var answer = child.Wait();
        Assert.Equal(signal == "KILL" ? 1 : 130, answer.Code);
        Assert.Matches(signal == "KILL" ? "rank [012] of 3 (was ended by signal 9|ended without a word)" : "--processes 3 --run", answer.Error);
        Assert.Contains("--resume", answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "results.json")));
        var before = File.GetLastWriteTimeUtc(Path.Combine(folder, "seed-5", "metrics.json"));
        using var again = Start(session, launcher, [.. words, "--resume"]);
        Assert.Equal(0, again.Wait().Code);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(folder, "seed-5", "metrics.json")));   // it had ended
        Assert.Equal(0, session.Run("train", recipe, "--seeds", "8", "--run", "one", "--quiet", "--threads", "2").Code);
        AssertSameRun(Path.Combine(session.Folder, "one"), folder);
    }

    // One of the processes that the launcher started, not the launcher nor what started it: they have the run's folder in their line, and not how many they are.
    static void SignalOne(string run, string signal)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            if (!IsRankIn(process, Path.GetDirectoryName(run)!))
                continue;
            using var kill = Process.Start("kill", [$"-{signal}", Path.GetFileName(process)]);
            kill.WaitForExit();
            return;
        }
        Assert.Fail("no process of the run was found.");
    }

    static bool IsRankIn(string process, string folder)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            return line[0].Contains("dotnet", StringComparison.Ordinal) && line.Contains("train") && !line.Contains("--processes") && new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget == folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;   // it has ended in between
        }
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
