using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

/// <summary>What goes wrong with one of several processes ends all of them, with one line that names the rank and the cause.</summary>
public sealed class FaultsTests
{
    const string GoOn = "--resume goes on from the last checkpoint, where one was saved.";

    // Longer than any of these tests lets it run.
    const string Recipe =
        """
        {
          "name": "faulty",
          "task": { "kind": "parity", "mode": "variable", "count": 400, "trainCount": 300, "length": 12 },
          "model": { "cell": "lstm", "hidden": 8 },
          "train": { "seed": 5, "batch": 16, "workers": 3, "epochs": 100000, "optimizer": { "kind": "adam", "rate": 0.003 }, "checkpointEvery": 1 }
        }
        """;

    const string TextRecipe =
        """
        {
          "name": "faulty-text",
          "task": { "kind": "text", "path": "text.txt", "window": 5, "streams": 4 },
          "model": { "cell": "lstm", "hidden": 8 },
          "train": { "seed": 5, "steps": 100, "workers": 3, "optimizer": { "kind": "adam", "rate": 0.003 } }
        }
        """;

    public static TheoryData<string> Launchers => ProcessesTests.Launchers;

    static ProcessGroup Start(Session session, string launcher, params (string Name, string Value)[] variables) =>
        new(session, launcher, [session.Recipe(Recipe, "faulty.json"), "--run", "run", "--quiet", "--threads", "1", "--processes", "3"], variables);

    static void AwaitCheckpoints(ProcessGroup group, Session session) =>
        Assert.True(group.Starter.Until(() => ProcessesTests.Checkpoints(Path.Combine(session.Folder, "run")) > 1), "the run ended by itself");

    static void RequireOneLine(ProcessGroup group, string line)
    {
        var answer = group.Starter.Wait();
        group.RequireNoRankLeft();
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.Matches($"^unroll: {line}\n$", answer.Error);
        group.RequireNoneLeft();
    }

    // The rank is the one that ended first. A launcher that ends the others may tell of one of those, and how that one ended is then not known.
    static string Ended(string ranks) => $"rank {ranks} of 3 (was ended by signal 9 \\(Killed\\), by somebody or by a system short of memory|ended without a word \\(killed, by somebody or by a system short of memory, or crashed\\)), and the others with it; {GoOn}";

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Rank_ThatIsKilled_IsNamed(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        using (var group = Start(session, launcher))
        {
            AwaitCheckpoints(group, session);
            Child.Signal("KILL", group.Rank(1));
            RequireOneLine(group, Ended("1"));
        }
        Directory.Delete(Path.Combine(session.Folder, "run"), recursive: true);
        using var two = Start(session, launcher);
        AwaitCheckpoints(two, session);
        Child.Signal("KILL", two.Rank(0), two.Rank(2));
        RequireOneLine(two, Ended("[02]"));
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Rank_ThatIsKilledFirst_IsNamed(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        using var group = Start(session, launcher);
        AwaitCheckpoints(group, session);
        // While it is asleep the launcher sees neither, and then both at once.
        var (first, second, parent) = (group.Rank(2), group.Rank(0), ProcessGroup.Parent(group.Rank(2)));
        Child.Signal("STOP", parent);
        Child.Signal("KILL", first);
        Assert.True(group.Starter.Until(() => ProcessGroup.HasEnded(first)));
        Child.Signal("KILL", second);
        Assert.True(group.Starter.Until(() => ProcessGroup.HasEnded(second)));
        Child.Signal("CONT", parent);
        RequireOneLine(group, Ended("2"));
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Launcher_ThatIsKilled_IsNamedAndItsProcessesEnd(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        using var group = Start(session, launcher);
        AwaitCheckpoints(group, session);
        var left = group.SharedFiles();
        Child.Signal("KILL", group.Launcher());
        RequireOneLine(group, $"{launcher} was ended by signal 9, by somebody or by a system short of memory, and its 3 processes with it; {GoOn}");
        foreach (var file in left)
            File.Delete(file);
    }

    // Its processes have ended, and it stays: there is nothing to wait for.
    [SkippableFact]
    public void Launcher_ThatHangsAfterItsProcesses_IsEndedAndTheRankNamed()
    {
        ProcessGroup.Require("mpirun.mpich");
        using var session = new Session();
        var lingering = Script(session, "lingering", """mpirun.mpich "$@" > /dev/null; sleep 600""");
        using var group = Start(session, lingering);
        AwaitCheckpoints(group, session);
        Child.Signal("KILL", group.Rank(1));
        RequireOneLine(group, $"{Regex.Escape(lingering)} did not end after its 3 processes, and was ended\\.\nunroll: rank 1 of 3 ended without a word \\(killed, by somebody or by a system short of memory, or crashed\\), and the others with it; {GoOn}");
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Rank_ThatHangs_IsNamedAndEndsAsWell(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        using var group = Start(session, launcher, ("UNROLL_MPI_TIMEOUT", "3"));
        AwaitCheckpoints(group, session);
        Child.Signal("STOP", group.Rank(1));
        // Stopped between its messages to the two others, it keeps one of them where it is, and that one is named with it.
        RequireOneLine(group, "(rank 2: )?Ranks? (0 and )?1( and 2)? (did not come to|came but did not go on with) a [^\n]*within 3 s\\. All processes end; " + GoOn);
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Rank_ThatFails_IsNamedWithItsReason(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        for (var rank = 0; rank < 3; rank++)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(session.Folder, $"rank-{rank}")).FullName, "text.txt"), string.Concat(Enumerable.Repeat(rank == 1 ? "quousque tandem " : "arma virumque cano ", 200)));
        // Each rank in a folder of its own, as on hosts of their own.
        var apart = Script(session, "apart", $"""n=$2; shift 2; exec {launcher} -n $n sh -c 'cd "{session.Folder}/rank-$PMI_RANK$OMPI_COMM_WORLD_RANK" && exec "$@"' - "$@" """);
        using var group = new ProcessGroup(session, apart, [session.Recipe(TextRecipe, "text.json"), "--run", Path.Combine(session.Folder, "run"), "--quiet", "--threads", "1", "--processes", "3"]);
        RequireOneLine(group, "rank 1: the data here are not those of rank 0; give all ranks the same files\\.");
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "run")));
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Disk_ThatIsFull_IsSaidByRank0AndTheRunGoesOnWithRoom(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        using var disk = SmallDisk.Mount(Path.Combine(session.Folder, "disk"));
        var recipe = session.Recipe(Recipe.Replace("100000", "200", StringComparison.Ordinal), "faulty.json");
        string[] words = [recipe, "--run", "disk/run", "--quiet", "--threads", "1", "--processes", "3"];
        var run = Path.Combine(disk.Folder, "run");
        using (var group = new ProcessGroup(session, launcher, words))
        {
            Assert.True(group.Starter.Until(() => ProcessesTests.Checkpoints(run) > 1), "the run ended by itself");
            disk.Fill();
            RequireOneLine(group, $"rank 0: {run}: cannot be written: No space left on device : '{run}/[^\n]*'");
        }
        disk.MakeRoom();
        using var again = new ProcessGroup(session, launcher, [.. words, "--resume"]);
        Assert.Equal((0, ""), (again.Starter.Wait().Code, again.Starter.Wait().Error));
        Assert.Equal(0, session.Run("train", recipe, "--run", "one", "--quiet", "--threads", "1").Code);
        ProcessesTests.AssertSameRun(Path.Combine(session.Folder, "one"), run);
    }

    [SkippableTheory, MemberData(nameof(Launchers))]
    public void Starter_ThatIsInterrupted_HasTheRunSaved(string launcher)
    {
        ProcessGroup.Require(launcher);
        Skip.If(ProcessTests.IgnoresInterrupts(), "these tests were started with SIGINT ignored (a background job of a script), and so is every process they start");
        using var session = new Session();
        using var group = Start(session, launcher);
        AwaitCheckpoints(group, session);
        group.Starter.Signal("INT");
        var answer = group.Starter.Wait();
        Assert.Equal((130, ""), (answer.Code, answer.Output));
        Assert.Matches("^unroll: stopped after [0-9]+ steps; saved. Go on with: [^\n]*--processes 3 --run [^\n]*/run --resume\n$", answer.Error);
        group.RequireNoneLeft();
    }

    static string Script(Session session, string name, string line)
    {
        var path = Path.Combine(session.Folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    // A disk of a megabyte in memory, for whom the system lets mount one.
    sealed class SmallDisk : IDisposable
    {
        SmallDisk(string folder) => Folder = folder;

        public string Folder { get; }

        string Filler => Path.Combine(Folder, "filler");

        public static SmallDisk Mount(string folder)
        {
            Directory.CreateDirectory(folder);
            Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder), "a small disk cannot be mounted here: that takes root, and a container that may");
            return new SmallDisk(folder);
        }

        // Nothing is left, though the run meanwhile removes and writes files of its own.
        public void Fill()
        {
            using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            var block = new byte[4096];
            for (var full = 0; full < 3;)
            {
                try
                {
                    file.Write(block);
                    full = 0;
                }
                catch (IOException)
                {
                    full++;
                    System.Threading.Thread.Sleep(20);
                }
            }
        }

        public void MakeRoom() => File.Delete(Filler);

        public void Dispose() => Run("umount", Folder);

        static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
