using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Sweeps;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>Sweeps and studies of seeds whose runs are given out to ranks, here each on a thread of its own.</summary>
public sealed class SweepRanksTests
{
    // Only ever reached by a defect.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // Nine runs of 24 steps; or rounds of 128, 80 and 80 steps, of which none begins before rank 0 has heard all of the one before.
    static SweepPlan Plan(string kind) => kind == "seeds"
        ? SweepPlan.OfSeeds(Some.Epochs("train.epochs=8"), 9)
        : SweepPlan.Of(Some.Epochs("train.epochs=16"), new SweepRequest { Axes = [SweepAxis.ParseList("train.batch=4,8"), SweepAxis.ParseList("train.optimizer.rate=0.001,0.02")], Halving = new HalvingOptions { Factor = 2, Least = 4 }, Metric = "train.lossPerTarget", Seeds = 2 });

    // The sweep in one process, made once for all tests.
    static readonly Dictionary<string, Lazy<Whole>> s_wholes = new[] { "seeds", "halving" }.ToDictionary(kind => kind, kind => new Lazy<Whole>(() => Alone(kind)));

    sealed record Whole(Dictionary<string, string> Content, int Steps, int Ends, string PlanText);

    static Whole Alone(string kind)
    {
        using var folder = new TemporaryFolder();
        var watcher = new SweepWatcher();
        Sweep.Run(Plan(kind), folder["alone"], Some.Options(threads: 2), watcher);
        return new Whole(SweepContent.Of(folder["alone"]), watcher.Steps, watcher.Ends.Count, File.ReadAllText(Path.Combine(folder["alone"], "sweep.json")));
    }

    // What each rank came to: rank 0 its result, the others nothing; or what it threw.
    static object?[] Together(IReadOnlyList<ICollective> members, SweepPlan plan, string folder, bool resume = false, SweepWatcher? watcher = null, CancellationToken[]? stops = null, int[]? threadsOf = null)
    {
        var ends = new object?[members.Count];
        var threads = members.Select(member => new Thread(() =>
        {
            var options = Some.Options(resume, threadsOf?[member.Rank] ?? 1) with { Collective = member };
            var stop = stops?[member.Rank] ?? default;
            try
            {
                if (member.Rank == 0)
                    ends[0] = Sweep.Run(plan, folder, options, watcher ?? new SweepWatcher(), stop);
                else
                    Sweep.Follow(options, stop);
            }
#pragma warning disable CA1031 // Whatever it is, the test looks at it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ends[member.Rank] = e;
            }
        })
        { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(s_patience), "a rank hangs"));
        return ends;
    }

    static SweepResult Finished(object?[] ends)
    {
        Assert.All(ends[1..], Assert.Null);
        return Assert.IsType<SweepResult>(ends[0]);
    }

    // Which ranks had runs, told by the threads that they gave them.
    static int[] ThreadsOfRuns(string folder) =>
        [.. Directory.GetFiles(folder, "environment.json", SearchOption.AllDirectories).Select(file => System.Text.Json.JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("threads").GetInt32()).Distinct().Order()];

    [Theory]
    [InlineData("seeds", 2)]
    [InlineData("seeds", 11)]
    [InlineData("halving", 3)]
    public void Ranks_GiveTheFilesOfOneProcess(string kind, int ranks)
    {
        using var folder = new TemporaryFolder();
        var (alone, watcher) = (s_wholes[kind].Value, new SweepWatcher());
        var result = Finished(Together(InProcess.Create(ranks), Plan(kind), folder["together"], watcher: watcher));
        Assert.False(result.IsInterrupted);
        Assert.Equal(alone.Content, SweepContent.Of(folder["together"]));
        Assert.Equal((alone.Steps, alone.Ends), (watcher.Steps, watcher.Ends.Count));   // rank 0 hears of every step of every run
    }

    [Fact]
    public void Ranks_ShareTheRuns_AndEachGivesThemItsThreads()
    {
        using var folder = new TemporaryFolder();
        var watcher = new SweepWatcher();
        Finished(Together(InProcess.Create(3), SweepPlan.OfSeeds(Some.Epochs(), 3), folder["s"], watcher: watcher, threadsOf: [1, 2, 3]));
        Assert.Equal([1, 2, 3], ThreadsOfRuns(folder["s"]));
        Assert.Equal(3, watcher.Rounds[0].AtOnce);
    }

    [Theory]
    [InlineData("seeds", 0, 20)]
    [InlineData("seeds", 2, 20)]
    [InlineData("halving", 1, 30)]
    public void Sweep_StoppedAtAnyRank_DoesNoStepTwice(string kind, int wishing, int step)
    {
        using var folder = new TemporaryFolder();
        var (whole, second) = (s_wholes[kind].Value, new SweepWatcher());
        using var source = new CancellationTokenSource();
        var first = new SweepWatcher(done =>
        {
            if (done == step)
                source.Cancel();
        });
        var stops = Enumerable.Range(0, 3).Select(rank => rank == wishing ? source.Token : default).ToArray();
        var stopped = Finished(Together(InProcess.Create(3), Plan(kind), folder["parts"], watcher: first, stops: stops));
        Assert.True(stopped.IsInterrupted);
        Assert.InRange(Directory.GetDirectories(folder["parts"], "*seed-*").Length, 3, kind == "seeds" ? 6 : 8);   // begun were those at work, and those given out in the moment of the wish
        Assert.False(File.Exists(Path.Combine(folder["parts"], "results.json")));
        if (wishing == 0)
            Sweep.Run(Plan(kind), folder["parts"], Some.Options(resume: true), second);
        else
            Finished(Together(InProcess.Create(2), Plan(kind), folder["parts"], resume: true, watcher: second));
        Assert.Equal(whole.Steps, first.Steps + second.Steps);
        Assert.Equal(whole.Content, SweepContent.Of(folder["parts"]));
    }

    [Fact]
    public void Run_ThatCannotGoOn_StopsTheSweep_AndItsRankIsNamed()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan("seeds");
        folder.Write("parts/seed-1", "a file where a folder must be");
        folder.Write("parts/sweep.json", s_wholes["seeds"].Value.PlanText);
        var ends = Together(InProcess.Create(3), plan, folder["parts"], resume: true);
        var failure = Assert.IsType<RunException>(ends[0]);
        Assert.StartsWith("rank 1: ", failure.Message, StringComparison.Ordinal);   // the second run is the second rank's
        Assert.Contains("seed-1: is a file", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsMisuse);
        Assert.All(ends[1..], end => Assert.Same(failure, Assert.IsType<CollectiveAbortedException>(end).InnerException));
        File.Delete(folder["parts/seed-1"]);
        Finished(Together(InProcess.Create(3), plan, folder["parts"], resume: true));
        Assert.Equal(s_wholes["seeds"].Value.Content, SweepContent.Of(folder["parts"]));
    }

    // Rank 0, or another one, which then says nothing any more.
    [Theory]
    [InlineData(0, 150)]
    [InlineData(1, 150)]
    public void RankThatDies_EndsAllOthers_AndFinishedRunsAreNotRepeated(int dying, int step)
    {
        using var folder = new TemporaryFolder();
        var plan = Plan("halving");
        var members = InProcess.Create(3);
        var watcher = new SweepWatcher(done =>
        {
            if (done == step && dying == 0)
                throw new TimeoutException("rank 0 breaks");
            if (done == step)
                members[dying].Abort(new TimeoutException("rank 1 breaks"));
        });
        var ends = Together(members, plan, folder["parts"], watcher: watcher);
        if (dying == 0)
            Assert.IsType<TimeoutException>(ends[0]);
        Assert.All(dying == 0 ? ends[1..] : ends, end => Assert.Contains($"Worker {dying} of 3 gave up", Assert.IsType<CollectiveAbortedException>(end).Message, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(folder["parts"], "results.json")));
        var again = new SweepWatcher();
        Finished(Together(InProcess.Create(2), plan, folder["parts"], resume: true, watcher: again));
        Assert.Equal(again.Rounds[0].Runs, again.Rounds[0].Done);
        Assert.Equal(s_wholes["halving"].Value.Content, SweepContent.Of(folder["parts"]));
    }

    [Fact]
    public void RankWithOtherData_IsRefusedBeforeItTrains()
    {
        using var folder = new TemporaryFolder();
        var (mine, other) = (folder["mine.txt"], folder["diff.txt"]);
        File.WriteAllText(mine, string.Concat(Enumerable.Range(0, 900).Select(i => (char)('a' + i * i % 7))));
        File.WriteAllText(other, string.Concat(Enumerable.Range(0, 900).Select(i => (char)('a' + i * i % 5))));
        var recipe = Experiments.Recipes.RecipeReader.Read("char-rnn", [$"task.path={mine}", "task.window=10", "task.streams=2", "model.hidden=4", "train.batch=3", "train.epochs=1", "train.samples=null", "expect=[]"]);
        var plan = SweepPlan.OfSeeds(recipe, 2);
        var members = InProcess.Create(2);
        var ends = Together([members[0], new Elsewhere(members[1], "mine.txt", "diff.txt")], plan, folder["runs"]);
        Assert.Equal("rank 1: the data here are not those of rank 0; give all ranks the same files.", Assert.IsType<RunException>(ends[0]).Message);
        Assert.IsType<CollectiveAbortedException>(ends[1]);
        Assert.False(Directory.Exists(Path.Combine(folder["runs"], plan.Trials[1].Name)));
    }

    [Fact]
    public void Folder_ThatARankDoesNotSee_IsRefusedAndTakenAway()
    {
        using var folder = new TemporaryFolder();
        var members = InProcess.Create(2);
        var ends = Together([members[0], new Elsewhere(members[1], "/runs/", "/ruin/")], Plan("seeds"), folder["runs"]);
        var refusal = Assert.IsType<RunException>(ends[0]);
        Assert.True(refusal.IsMisuse);
        Assert.Equal($"{folder["runs"]}: rank 1 (on {Environment.MachineName}) does not see it, and each rank writes the folders of its runs there; name a folder with --run that all hosts share.", refusal.Message);
        Assert.IsType<CollectiveAbortedException>(ends[1]);
        Assert.False(Directory.Exists(folder["runs"]));
    }

    [Fact]
    public void Data_ThatRank0CannotRead_LeaveNoFolder()
    {
        using var folder = new TemporaryFolder();
        var text = folder["text.txt"];
        File.WriteAllText(text, string.Concat(Enumerable.Range(0, 900).Select(i => (char)('a' + i * i % 7))));
        var plan = SweepPlan.OfSeeds(Experiments.Recipes.RecipeReader.Read("char-rnn", [$"task.path={text}", "train.samples=null", "expect=[]"]), 2);
        File.Delete(text);
        var ends = Together(InProcess.Create(2), plan, folder["runs"]);
        Assert.Contains(text, Assert.IsAssignableFrom<Exception>(ends[0]).Message, StringComparison.Ordinal);
        Assert.False(ends[0] is RunException);
        Assert.IsType<CollectiveAbortedException>(ends[1]);
        Assert.False(Directory.Exists(folder["runs"]));
    }

    // A host on which a path that rank 0 names is another one, of the same length.
    sealed class Elsewhere(InProcess inner, string path, string there) : ICollective
    {
        public int Rank => inner.Rank;

        public int Size => inner.Size;

        public void Sum<T>(Span<T> values)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => inner.Sum(values);

        public void Broadcast<T>(Span<T> values)
            where T : unmanaged => inner.Broadcast(values);

        public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(inner.BroadcastBytes(bytes)).Replace(path, there, StringComparison.Ordinal));

        public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes) => inner.Gather(bytes);

        public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
            where T : unmanaged => inner.RequireSame(values, what, step);

        public void Abort(Exception reason) => inner.Abort(reason);
    }
}
