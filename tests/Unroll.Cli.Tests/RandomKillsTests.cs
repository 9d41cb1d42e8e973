using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace Unroll.Cli.Tests;

/// <summary>One run that is killed again and again, at random, by any of its processes, and ends with the files of one that was left alone.</summary>
public sealed class RandomKillsTests(RandomKillsTests.UndisturbedRun undisturbed) : IClassFixture<RandomKillsTests.UndisturbedRun>
{
    const int Kills = 20;
    const int EveryAlone = 5;     // the fifth, tenth, … time the run is taken up by one process
    const int EveryEarly = 7;     // before the seventh and fourteenth a kill comes while the run is being taken up

    const string Recipe =
        """
        {
          "name": "killed",
          "task": { "kind": "parity", "mode": "variable", "count": 400, "trainCount": 300, "length": 12 },
          "model": { "cell": "lstm", "hidden": 8 },
          "train": { "seed": 5, "batch": 16, "workers": 2, "epochs": 400, "optimizer": { "kind": "adam", "rate": 0.003 }, "checkpointEvery": 1 }
        }
        """;

    static string[] Words(string recipe, bool alone) => [recipe, "--run", "run", "--resume", "--quiet", "--threads", "1", .. alone ? Array.Empty<string>() : ["--processes", "2"]];

    [SkippableTheory, InlineData("mpirun.mpich"), InlineData("mpirun.openmpi")]
    public void Run_KilledTwentyTimes_EndsWithTheFilesOfOneLeftAlone(string launcher)
    {
        ProcessGroup.Require(launcher);
        using var session = new Session();
        var recipe = session.Recipe(Recipe, "killed.json");
        var run = Path.Combine(session.Folder, "run");
        var chance = new Random(2026);
        // Spread over the run, and early enough that the last is not late on a busy machine.
        var places = Enumerable.Range(0, Kills).Select(_ => chance.NextInt64(undisturbed.Steps * 85 / 100)).Order().ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            if ((kill + 1) % EveryEarly == 0)
                KillEarly(session, launcher, recipe, chance);
            var alone = (kill + 1) % EveryAlone == 0;
            using var group = new ProcessGroup(session, launcher, Words(recipe, alone));
            // Taken up again: the checkpoint that it goes on from is not yet one of its own.
            var from = LastStep(run);
            if (!group.Starter.Until(() => LastStep(run) > Math.Max(from, places[kill])))
                Assert.Fail($"kill {kill}: the run ended before: {group.Starter.Wait()}");
            Thread.Sleep(chance.Next(4));
            var who = alone ? "starter" : Draw(chance);
            Kill(group, who);
            var answer = group.Starter.Wait();
            Assert.NotEqual(0, answer.Code);
            if (who.StartsWith("rank", StringComparison.Ordinal))
                Assert.StartsWith($"unroll: {who} of 2 ", answer.Error, StringComparison.Ordinal);
            group.RequireNoneLeft();
            Assert.False(File.Exists(Path.Combine(run, "metrics.json")), $"kill {kill} came too late.");
        }
        using var last = new ProcessGroup(session, launcher, Words(recipe, alone: false));
        Assert.Equal((0, ""), (last.Starter.Wait().Code, last.Starter.Wait().Error));
        ProcessesTests.AssertSameRun(undisturbed.Folder, run);
        Assert.Equal(Files(undisturbed.Folder), Files(run));
    }

    // At any time from the start of its processes to its first step.
    static void KillEarly(Session session, string launcher, string recipe, Random chance)
    {
        using var group = new ProcessGroup(session, launcher, Words(recipe, alone: false));
        _ = group.Launcher();
        Thread.Sleep(chance.Next(500));
        Kill(group, chance.Next(2) == 0 ? "starter" : "launcher");
        _ = group.Starter.Wait();
        group.RequireNoneLeft();
    }

    static string Draw(Random chance) => chance.Next(8) switch { < 3 => "rank 0", < 6 => "rank 1", 6 => "launcher", _ => "starter" };

    static void Kill(ProcessGroup group, string who)
    {
        var left = who == "launcher" ? group.SharedFiles() : [];
        Child.Signal("KILL", who switch
        {
            "rank 0" => group.Rank(0),
            "rank 1" => group.Rank(1),
            "launcher" => group.Launcher(),
            _ => group.Starter.Id,
        });
        if (left.Count == 0)
            return;
        group.RequireNoneLeft();
        foreach (var file in left)
            File.Delete(file);
    }

    static long LastStep(string run)
    {
        var folder = Path.Combine(run, "checkpoints");
        return !Directory.Exists(folder) ? -1 : Directory.GetFiles(folder, "step-*.safetensors").Select(file => long.Parse(Path.GetFileNameWithoutExtension(file).AsSpan("step-".Length), System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();
    }

    static string[] Files(string run) => [.. Directory.GetFiles(run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run, file)).Order(StringComparer.Ordinal)];

    /// <summary>The same run, not killed, by one process; made when it is first looked at.</summary>
    public sealed class UndisturbedRun : IDisposable
    {
        readonly Session _session = new();
        readonly Lazy<string> _folder;

        public UndisturbedRun() => _folder = new Lazy<string>(() =>
        {
            Assert.Equal(0, _session.Run("train", _session.Recipe(Recipe, "killed.json"), "--run", "run", "--quiet", "--threads", "1").Code);
            return Path.Combine(_session.Folder, "run");
        });

        public string Folder => _folder.Value;

        public long Steps => LastStep(Folder);

        public void Dispose() => _session.Dispose();
    }
}
