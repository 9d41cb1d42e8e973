using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Tests.Groups;

/// <summary>Runs that several ranks train together, here each on a thread of its own.</summary>
public sealed class GroupRunTests
{
    // Only ever reached by a defect.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // Rows that go on from batch to batch, masks, an average, the best weights kept: everything that a checkpoint has.
    static Recipe Text(TemporaryFolder folder, int workers)
    {
        var path = folder["text.txt"];
        if (!File.Exists(path))
            File.WriteAllText(path, string.Concat(Enumerable.Range(0, 900).Select(i => (char)('a' + i * i % 7))));
        return RecipeReader.Read("char-rnn",
        [
            $"task.path={path}", "task.window=10", "task.streams=2", "model.hidden=6", "train.batch=3", $"train.workers={workers}", "train.epochs=3", "train.checkpointEvery=1", "train.evaluateEvery=1",
            "model.network=[{\"kind\":\"recurrent\"},{\"kind\":\"dropout\",\"share\":0.3}]", "train.average={\"decay\":0.9}", "train.keepBest={\"metric\":\"validation.natsPerCharacter\"}", "train.samples=null",
        ]);
    }

    // Measured in three batches, which the ranks share: with the average in the weights' place, and at the end with the best weights.
    static Recipe Adding(int workers) => RecipeReader.Read("adding",
    [
        "task.length=6", "task.testCount=1100", "task.validationCount=1100", "model.hidden=3", "model.initialization=null", "train.batch=4", $"train.workers={workers}", "train.steps=20", "train.reportEvery=4", "train.checkpointEvery=6",
        "train.evaluateEvery=4", "train.average={\"decay\":0.9}", "train.keepBest={\"metric\":\"validation.squaredError\"}", "train.stopWhen=null", "train.optimizer.rate=0.2", "expect=[]",
    ]);

    // Measured by rank 0 alone, on the way and at the end: one document.
    static Recipe Lags(int workers) => RecipeReader.Read("binary-lags-small",
        ["task.count=3000", "task.testCount=400", "train.batch=4", $"train.workers={workers}", "train.steps=20", "train.reportEvery=4", "train.checkpointEvery=6", "train.evaluateEvery=4", "expect=[]"]);

    static Recipe Of(string kind, TemporaryFolder folder, int workers) => kind switch
    {
        "text" => Text(folder, workers),
        "adding" => Adding(workers),
        "lags" => Lags(workers),
        "endless" => Some.Endless($"train.workers={workers}"),
        _ => Some.Epochs($"train.workers={workers}"),
    };

    // What each rank came to: rank 0 its result, the others how the run ended; or what it threw.
    static object[] Together(int ranks, Recipe recipe, string folder, bool resume = false, Action<int, long>? afterStep = null, CancellationToken[]? stops = null, Action<int>? before = null)
    {
        var members = InProcess.Create(ranks);
        var ends = new object[ranks];
        var threads = members.Select(member => new Thread(() =>
        {
            var options = Some.Options(resume) with { Collective = member };
            var stop = stops?[member.Rank] ?? default;
            try
            {
                before?.Invoke(member.Rank);
                ends[member.Rank] = member.Rank == 0
                    ? Experiment.Create(recipe).Run(folder, options, new StepListener(step => afterStep?.Invoke(0, step)), stop)
                    : Experiment.Follow(options, stop);
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

    static void AssertSameRun(string wanted, string got)
    {
        foreach (var file in Directory.GetFiles(wanted, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(wanted, path)).Except(["timing.jsonl", "environment.json"]))
            Assert.True(File.ReadAllBytes(Path.Combine(wanted, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(got, file))), file);
    }

    [Theory, InlineData(1, true), InlineData(int.MaxValue, false)]
    public void Run_ThatSharesItsMachine_MustFitInItsShare(int processes, bool fits)
    {
        using var folder = new TemporaryFolder();
        var options = Some.Options() with { ProcessesHere = processes };
        var failure = Record.Exception(() => Experiment.Create(Some.Epochs()).Run(folder["run"], options, new StepListener()));
        Assert.Equal(fits, failure is null);
        if (!fits)
            Assert.Contains("in this process's share of this machine's memory", Assert.IsType<RecipeException>(failure).Message, StringComparison.Ordinal);
    }

    public static IEnumerable<object[]> Kinds =>
        from kind in new[] { "epochs", "endless", "text", "adding", "lags" }
        from ranks in new[] { 2, 3 }
        select new object[] { kind, ranks };

    [Theory, MemberData(nameof(Kinds))]
    public void Ranks_TrainTheBitsOfOneProcess(string kind, int ranks)
    {
        using var folder = new TemporaryFolder();
        var recipe = Of(kind, folder, ranks);
        _ = Some.Run(recipe, folder["alone"]);
        var ends = Together(ranks, recipe, folder["together"]);
        Assert.Equal(RunOutcome.Finished, Assert.IsType<ExperimentResult>(ends[0]).Outcome);
        Assert.All(ends[1..], end => Assert.Equal(RunOutcome.Finished, end));
        AssertSameRun(folder["alone"], folder["together"]);
    }

    // Stopped at any rank's wish, and taken up by another number of ranks.
    [Theory, MemberData(nameof(Kinds))]
    public void Ranks_StoppedAndTakenUp_EndWithTheSameBits(string kind, int ranks)
    {
        using var folder = new TemporaryFolder();
        var recipe = Of(kind, folder, ranks);
        _ = Some.Run(recipe, folder["alone"]);
        for (var wishing = 0; wishing < ranks; wishing++)
        {
            var run = folder[$"stopped-{wishing}"];
            using var source = new CancellationTokenSource();
            var stops = Enumerable.Range(0, ranks).Select(rank => rank == wishing ? source.Token : default).ToArray();
            var ends = Together(ranks, recipe, run, stops: stops, afterStep: (_, step) =>
            {
                if (step == 5)
                    source.Cancel();
            });
            Assert.Equal(RunOutcome.Interrupted, Assert.IsType<ExperimentResult>(ends[0]).Outcome);
            Assert.All(ends[1..], end => Assert.Equal(RunOutcome.Interrupted, end));
            if (wishing == 0)
                _ = Some.Run(recipe, run, resume: true);
            else
                Assert.IsType<ExperimentResult>(Together(ranks, recipe, run, resume: true)[0]);
            AssertSameRun(folder["alone"], run);
        }
    }

    [Fact]
    public void RankThatFails_EndsAllOthers_AndNothingSavedIsLost()
    {
        using var folder = new TemporaryFolder();
        var recipe = Of("text", folder, 3);
        _ = Some.Run(recipe, folder["alone"]);
        var ends = Together(3, recipe, folder["run"], afterStep: (_, step) => _ = step == 7 ? throw new TimeoutException("rank 0 breaks") : 0);
        Assert.IsType<TimeoutException>(ends[0]);
        Assert.All(ends[1..], end => Assert.Contains("rank 0 breaks", ((CollectiveAbortedException)end).InnerException!.Message, StringComparison.Ordinal));
        Assert.IsType<ExperimentResult>(Together(3, recipe, folder["run"], resume: true)[0]);
        AssertSameRun(folder["alone"], folder["run"]);
    }

    [Fact]
    public void RankWithOtherData_IsFoundAtTheStart()
    {
        using var folder = new TemporaryFolder();
        var recipe = Text(folder, 2);
        var other = folder["text.txt"];
        var content = File.ReadAllText(other);
        var task = Experiment.Create(recipe);
        var members = InProcess.Create(2);
        Exception? second = null;
        var thread = new Thread(() => second = Record.Exception(() => Experiment.Follow(Some.Options() with { Collective = members[1] }))) { IsBackground = true };
        File.WriteAllText(other, content[..^1] + "b");   // rank 0 has read it already
        thread.Start();
        var first = Record.Exception(() => task.Run(folder["run"], Some.Options() with { Collective = members[0] }, new StepListener()));
        Assert.True(thread.Join(s_patience));
        Assert.Equal("the data here are not those of rank 0; give all ranks the same files.", Assert.IsType<RunException>(second).Message);
        Assert.Same(second, Assert.IsType<CollectiveAbortedException>(first).InnerException);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void AnotherNumberOfRanksThanWorkers_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var ends = Together(3, Some.Epochs(), folder["run"]);
        var refusal = Assert.IsType<RunException>(ends[0]);
        Assert.True(refusal.IsMisuse);
        Assert.Equal("parity-report-fixed-6: has train.workers 2, and 3 processes were started; start 2 of them, or one, or say --set train.workers=3 for a step of 3 batches.", refusal.Message);
        Assert.All(ends[1..], end => Assert.IsType<CollectiveAbortedException>(end));
        Assert.False(Directory.Exists(folder["run"]));
    }

    // Before the next checkpoint, so that none of a rank gone wrong is left to go on from.
    [Fact]
    public void RankWhoseSumWasSpoiled_IsFoundBeforeAnythingOfItIsSaved()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs("train.checkpointEvery=1");
        var members = InProcess.Create(2);
        Exception? second = null;
        var thread = new Thread(() => second = Record.Exception(() => Experiment.Follow(Some.Options() with { Collective = new Spoiled(members[1], at: 5) }))) { IsBackground = true };
        thread.Start();
        var first = Record.Exception(() => Experiment.Create(recipe).Run(folder["run"], Some.Options() with { Collective = members[0] }, new StepListener()));
        Assert.True(thread.Join(s_patience));
        Assert.StartsWith("Step 6: the parameters of rank 1 differ from those of rank 0", Assert.IsType<RanksDifferException>(first).Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, Assert.IsType<RanksDifferException>(second).Message);
        Assert.Equal(["step-0000000003.safetensors"], Directory.GetFiles(Path.Combine(folder["run"], "checkpoints")).Select(Path.GetFileName));
        _ = Some.Run(recipe, folder["alone"]);
        Assert.IsType<ExperimentResult>(Together(2, recipe, folder["run"], resume: true)[0]);
        AssertSameRun(folder["alone"], folder["run"]);
    }

    // What rank 1 counts is in the result, and so is what it does not count.
    [Fact]
    public void EvaluationOfARun_IsSharedByTheRanks_WithTheBitsOfOne()
    {
        using var folder = new TemporaryFolder();
        var run = Some.Run(Adding(1), folder["run"]).Run;
        var alone = Experiment.Evaluate(run, Some.Options());
        Assert.Equal(Shares(alone), Shares(Evaluated(run, 2, spoiledSum: 0)));
        Assert.Equal(Shares(alone), Shares(Evaluated(run, 5, spoiledSum: 0)));
        Assert.NotEqual(Shares(alone), Shares(Evaluated(run, 2, spoiledSum: 1)));
    }

    [Fact]
    public void EvaluationOfARun_ThatIsNotShared_IsRank0s()
    {
        using var folder = new TemporaryFolder();
        var run = Some.Run(Lags(1), folder["run"]).Run;
        var alone = Experiment.Evaluate(run, Some.Options());
        Assert.True(alone.Metrics.ContainsKey("test.crossEntropy"));
        Assert.Equal(Shares(alone), Shares(Evaluated(run, 3, spoiledSum: 0)));
    }

    static IEnumerable<KeyValuePair<string, double>> Shares(ExperimentResult result) => result.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal);

    static ExperimentResult Evaluated(string run, int ranks, int spoiledSum)
    {
        var members = InProcess.Create(ranks);
        var failures = new Exception?[ranks];
        var threads = members.Skip(1).Select(member => new Thread(() => failures[member.Rank] = Record.Exception(() => Experiment.FollowEvaluation(Some.Options() with { Collective = member })))
        {
            IsBackground = true,
        }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        var result = Experiment.Evaluate(run, Some.Options() with { Collective = new Spoiled(members[0], spoiledSum) });
        Assert.All(threads, thread => Assert.True(thread.Join(s_patience), "a rank hangs"));
        Assert.All(failures, Assert.Null);
        return result;
    }

    [Fact]
    public void EvaluationOfARun_ThatIsNotThere_EndsAtAllRanks()
    {
        using var folder = new TemporaryFolder();
        var members = InProcess.Create(2);
        Exception? second = null;
        var thread = new Thread(() => second = Record.Exception(() => Experiment.FollowEvaluation(Some.Options() with { Collective = members[1] }))) { IsBackground = true };
        thread.Start();
        Assert.Throws<RunException>(() => Experiment.Evaluate(folder["nothing"], Some.Options() with { Collective = members[0] }));
        Assert.True(thread.Join(s_patience));
        Assert.IsType<CollectiveAbortedException>(second);
    }

    // A memory that keeps a wrong number: of this rank's gradients at one step.
    sealed class Spoiled(InProcess inner, int at) : ICollective
    {
        int _gradients;

        public int Rank => inner.Rank;

        public int Size => inner.Size;

        public void Sum<T>(Span<T> values)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            inner.Sum(values);
            if (values.Length > 100 && ++_gradients == at)
                values[7] += T.One;
        }

        public void Broadcast<T>(Span<T> values)
            where T : unmanaged => inner.Broadcast(values);

        public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes) => inner.BroadcastBytes(bytes);

        public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes) => inner.Gather(bytes);

        public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
            where T : unmanaged => inner.RequireSame(values, what, step);

        public void Abort(Exception reason) => inner.Abort(reason);
    }

    [Fact]
    public void RunThatDiverges_EndsAtAllRanks()
    {
        using var folder = new TemporaryFolder();
        var ends = Together(2, Some.Epochs("train.optimizer={\"kind\":\"sgd\",\"rate\":1000,\"momentum\":0.99}", "train.epochs=2000", "train.evaluateEvery=0", "model.cell=elman", "train.optimizer.weightDecay=1"), folder["run"]);
        Assert.Equal(RunOutcome.Diverged, Assert.IsType<ExperimentResult>(ends[0]).Outcome);
        Assert.Equal(RunOutcome.Diverged, ends[1]);
    }
}
