using System;
using System.Linq;
using System.Runtime.InteropServices;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests;

public sealed class TrainerAccumulateTests
{
    const int Steps = 20;

    [Theory]
    [InlineData(LossReduction.Mean, 1), InlineData(LossReduction.Sum, 1), InlineData(LossReduction.Mean, 3), InlineData(LossReduction.Sum, 3)]
    public void Batches_OfOneStep_EqualOneLargeBatch(LossReduction reduction, int workers)
    {
        var large = new Pair(reduction, pieces: 1, workers);
        var pieces = new Pair(reduction, PiecesTask.Most, workers);
        for (var step = 0; step < Steps; step++)
        {
            var (wanted, got) = (large.Trainer.Step(), pieces.Trainer.Step());
            Assert.Equal((wanted.Step, wanted.Sequences, wanted.Targets, wanted.Rate), (got.Step, got.Sequences, got.Targets, got.Rate));
            Near(wanted.Loss, got.Loss);
            Near(wanted.LossPerTarget, got.LossPerTarget);
            Near(wanted.GradientNorm, got.GradientNorm);
            foreach (var (a, b) in large.Values.Zip(pieces.Values))
                Near(a, b);
        }
        Assert.Equal(Steps, pieces.Trainer.Optimizer.Updates);
    }

    // Taking the plain mean of the pieces' means, or their sum, is the mistake that this would find.
    [Fact]
    public void Means_OfUnequalBatches_AreNotWeighedAlike()
    {
        const int Skip = 9 * PiecesTask.Most;   // strings of three steps, on which the two differ clearly
        var pieces = new Pair(LossReduction.Mean, PiecesTask.Most, 1, skip: Skip);
        var report = pieces.Trainer.Step();
        var alone = Enumerable.Range(0, PiecesTask.Most).Select(piece => new Pair(LossReduction.Mean, PiecesTask.Most, 1, accumulate: 1, skip: Skip + piece).Trainer.Step()).ToArray();
        Near(alone.Sum(r => r.Loss * r.Targets) / alone.Sum(r => r.Targets), report.Loss);
        Assert.True(Math.Abs(alone.Average(r => r.Loss) - report.Loss) > 1e-3, $"the batches do not tell weighted from plain: {string.Join(' ', alone.Select(r => $"{r.Loss:G5} of {r.Targets}"))}, {report.Loss:G5}");
    }

    [Theory]
    [InlineData(2), InlineData(5)]
    public void WorkersInOneTrainer_AndTrainersInAGroup_GiveTheSameBits(int workers)
    {
        var one = new Pair(LossReduction.Mean, PiecesTask.Most, workers);
        var reports = Enumerable.Range(0, Steps).Select(_ => one.Trainer.Step()).ToArray();
        var members = InProcess.Create(workers);
        var many = members.Select(member => new Pair(LossReduction.Mean, PiecesTask.Most, 1, collective: member)).ToArray();
        Crew.RunThrough(members, member => Assert.Equal(reports, Enumerable.Range(0, Steps).Select(_ => many[member.Rank].Trainer.Step())));
        Assert.All(many, replica => Assert.Equal(Bits(one), Bits(replica)));
    }

    [Theory]
    [InlineData(1, 3), InlineData(2, 2), InlineData(3, 1), InlineData(4, 1), InlineData(1_000_000, 1)]
    public void Epoch_ThatIsNoMultiple_EndsWithASmallerStep(int accumulate, int stepsPerEpoch)
    {
        var task = new PiecesTask(1, stepsPerEpoch: 3);
        var trainer = new Pair(LossReduction.Sum, task, 1, accumulate).Trainer;
        Assert.Equal(stepsPerEpoch, trainer.StepsPerEpoch);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            for (var step = 0; step < stepsPerEpoch; step++)
                Assert.Equal(epoch, trainer.Step().Epoch);
            Assert.Equal(Enumerable.Range(0, 3 * (epoch + 1)).Select(n => (long)n), task.Asked);
        }
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void Step_AfterTheFirst_AllocatesNothing(int workers)
    {
        var rig = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.01), Clipping = new NormClipping(1), Workers = workers, Accumulate = 3 });
        rig.Trainer.Step();
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 20; i++)
                rig.Trainer.Step();
        }));
    }

    // A batch of the middle goes bad: the whole step is refused, whatever its other batches say, and the next try asks for the same batches again.
    [Theory]
    [InlineData(double.NaN, 0f), InlineData(double.PositiveInfinity, 0f), InlineData(1, float.NaN), InlineData(1, float.PositiveInfinity)]
    public void Batch_ThatDiverges_LeavesEverythingAsItWas(double value, float gradient)
    {
        foreach (var reduction in Enum.GetValues<LossReduction>())
        {
            var task = new PiecesTask(PiecesTask.Most);
            var pair = new Pair(new OneBadLoss(reduction, badCall: 5, value, gradient), task, 1, PiecesTask.Most);
            pair.Trainer.Step();
            var (values, state) = (pair.Values, pair.Trainer.State);
            var moments = pair.Trainer.Optimizer.State.Select(vector => vector.Values.ToArray()).ToArray();
            Assert.Equal(2, Assert.Throws<TrainingDivergedException>(() => pair.Trainer.Step()).Step);
            Assert.Equal(values, pair.Values);
            Assert.Equal(state, pair.Trainer.State);
            Assert.Equal(moments, pair.Trainer.Optimizer.State.Select(vector => vector.Values.ToArray()));
            Assert.Equal(2, pair.Trainer.Step().Step);
            Assert.Equal([4L, 5, 6, 7, 4, 5, 6, 7], task.Asked.Skip(4));
        }
    }

    [Fact]
    public void Mean_OfLargeGradients_DoesNotOverflowWhereOneBatchWouldNot()
    {
        var pair = new Pair(new OneBadLoss(LossReduction.Mean, badCall: -1, 1, 0, gradient: 1e36f), new PiecesTask(PiecesTask.Most), 1, PiecesTask.Most);
        Assert.True(double.IsFinite(pair.Trainer.Step().GradientNorm));
    }

    [Fact]
    public void Step_WhereSomeBatchesAreMissing_TakesTheOthers()
    {
        var full = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.02) }).Trainer.Step();
        var cut = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.02), Accumulate = 4 }, task: new MajorityTask { LastFullStep = 0, AbsentFrom = 0 }).Trainer.Step();
        Assert.Equal(full, cut);
    }

    [Theory]
    [InlineData(0), InlineData(1_000_001)]
    public void Accumulate_OutOfRange_IsRefused(int value) =>
        Assert.StartsWith("Accumulate is ", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { Schedule = new ConstantSchedule(1), Accumulate = value }).Message, StringComparison.Ordinal);

    static void Near(double wanted, double got) => Assert.True(Math.Abs(wanted - got) <= 2e-5 * (1 + Math.Abs(wanted)), $"got {got:R}, wanted {wanted:R}");

    static byte[] Bits(Pair pair) => MemoryMarshal.AsBytes(pair.Values.AsSpan()).ToArray();

    /// <summary>A network and its trainer, on a task in pieces.</summary>
    sealed class Pair
    {
        readonly Networks.Network<float> _network = Rig.NewNetwork();

        internal Pair(LossReduction reduction, int pieces, int workers, int? accumulate = null, int skip = 0, ICollective? collective = null)
            : this(new SoftmaxCrossEntropy<float>(reduction), skip == 0 ? new PiecesTask(pieces) : new LaterTask(new PiecesTask(pieces), skip), workers, accumulate ?? pieces, collective)
        {
        }

        internal Pair(LossReduction reduction, ITask<float> task, int workers, int accumulate)
            : this(new SoftmaxCrossEntropy<float>(reduction), task, workers, accumulate)
        {
        }

        // Momentum rather than Adam: its steps follow the gradient's size, which Adam's first ones do not.
        internal Pair(ILoss<float> loss, ITask<float> task, int workers, int accumulate, ICollective? collective = null)
        {
            var options = new TrainerOptions { Schedule = new ConstantSchedule(0.02), Clipping = new NormClipping(2), Workers = workers, Accumulate = accumulate, Collective = collective ?? new SingleProcess() };
            Trainer = new Trainer<float>(_network, task, loss, new SgdOptions { Momentum = 0.9 }.Create(_network.Parameters), options, WorkerTeam.Single);
        }

        internal Trainer<float> Trainer { get; }

        internal float[] Values => _network.Parameters.Values.ToArray();
    }

    /// <summary>A task from a later batch on.</summary>
    sealed class LaterTask(PiecesTask inner, int skip) : ITask<float>
    {
        public TaskShape Shape => inner.Shape;

        public ITaskMemory? Memory => null;

        public bool Fill(Batch<float> batch, long step, int worker) => inner.Fill(batch, step + skip, worker);

        public System.Collections.Generic.IReadOnlyDictionary<string, double> Evaluate(Networks.Network<float> network, WorkerTeam team) => inner.Evaluate(network, team);
    }

    /// <summary>Goes bad at one call, counted from 0.</summary>
    sealed class OneBadLoss(LossReduction reduction, int badCall, double badValue, float badGradient, float gradient = 0.1f) : ILoss<float>
    {
        int _calls;

        public LossReduction Reduction => reduction;

        public LossValue Measure(Sequence<float> outputs, LossTargets<float> targets, Sequence<float> outputGradients)
        {
            var bad = _calls++ == badCall;
            for (var i = 0; i < outputGradients.Steps * outputGradients.Batch; i++)
                outputGradients.Rows[i].Fill(bad ? badGradient : gradient);
            return bad ? new LossValue(badValue, 1, badValue) : new LossValue(10_000_000, 10_000_000, 1);
        }
    }
}
