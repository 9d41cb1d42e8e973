using System;
using System.Linq;
using System.Runtime.InteropServices;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests;

public sealed class TrainerWorkersTests
{
    const int Steps = 25;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(5), InlineData(7)]
    public void WorkersInOneTrainer_AndTrainersInAGroup_GiveTheSameBits(int workers)
    {
        // After step 10 some workers have no data: their part must be a true zero either way.
        MajorityTask NewTask() => new(withMemory: true) { LastFullStep = 10, AbsentFrom = Math.Max(1, workers - 2) };
        TrainerOptions NewOptions() => new() { Schedule = new PlateauSchedule(new PlateauOptions { Rate = 0.05, Patience = 2 }), Clipping = new NormClipping(3) };

        var one = new Rig(NewOptions() with { Workers = workers }, task: NewTask());
        var oneReports = one.Run(Steps);

        var members = InProcess.Create(workers);
        // Replicas that were drawn from other seeds: the first broadcast must make them alike.
        var many = members.Select(m => new Rig(NewOptions() with { Collective = m }, task: NewTask(), seed: 1 + (ulong)m.Rank)).ToArray();
        var reports = new StepReport[workers][];
        Crew.RunThrough(members, member => reports[member.Rank] = many[member.Rank].Run(Steps));

        for (var rank = 0; rank < workers; rank++)
        {
            Assert.Equal(oneReports, reports[rank]);
            Assert.Equal(Bits(one), Bits(many[rank]));
        }
    }

    [Fact]
    public void Report_OfSeveralWorkers_MeansTheLossAndSumsTheGradient()
    {
        var alone = Enumerable.Range(0, 3).Select(worker => new Rig(task: new ShiftedTask(worker))).ToArray();
        var reports = alone.Select(rig => rig.Trainer.Step()).ToArray();
        var together = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.02), Workers = 3 });
        var report = together.Trainer.Step();

        Assert.Equal(reports.Average(r => r.Loss), report.Loss, 1e-9);
        Assert.Equal(reports.Sum(r => r.Loss) / reports.Sum(r => r.Targets), report.LossPerTarget, 1e-9);
        Assert.Equal(reports.Sum(r => r.Sequences), report.Sequences);
        Assert.Equal(reports.Sum(r => r.Targets), report.Targets);
        for (var i = 0; i < together.Network.Parameters.Count; i++)
            Assert.Equal(alone.Sum(rig => (double)rig.Network.Parameters.Gradients[i]), together.Network.Parameters.Gradients[i], 1e-5);
    }

    [Fact]
    public void Loss_WithAWorkerWithoutData_IsTheMeanOverTheOthers()
    {
        var alone = new Rig().Trainer.Step();
        var task = new MajorityTask { LastFullStep = -1, AbsentFrom = 1 };
        var report = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.02), Workers = 4 }, task: task).Trainer.Step();
        Assert.Equal(alone, report);
    }

    [Fact]
    public void Worker_ThatFails_DoesNotLeaveTheOthersWaiting()
    {
        var members = InProcess.Create(3);
        var rigs = members.Select(m => new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.02), Collective = m }, task: new ShiftedTask(0, failsAt: m.Rank == 1 ? 4 : -1))).ToArray();
        var failures = Crew.Run(members, member => rigs[member.Rank].Run(10));
        Assert.IsType<System.IO.IOException>(failures[1]);
        Assert.All(new[] { 0, 2 }, rank => Assert.Equal("Worker 1 of 3 gave up: no more strings", Assert.IsType<CollectiveAbortedException>(failures[rank]).Message));
        Assert.All(rigs, rig => Assert.Equal(4, rig.Trainer.StepsDone));
    }

    static byte[] Bits(Rig rig) => MemoryMarshal.AsBytes(rig.Values.AsSpan()).ToArray();

    /// <summary>Gives every worker the batches of another; fails at a step.</summary>
    sealed class ShiftedTask(int shift, long failsAt = -1) : ITask<float>
    {
        readonly MajorityTask _inner = new();

        public TaskShape Shape => _inner.Shape;

        public ITaskMemory? Memory => null;

        public bool Fill(Batch<float> batch, long step, int worker) =>
            step == failsAt ? throw new System.IO.IOException("no more strings") : _inner.Fill(batch, step, worker + shift);

        public System.Collections.Generic.IReadOnlyDictionary<string, double> Evaluate(Networks.Network<float> network, Numerics.Threading.WorkerTeam team) =>
            _inner.Evaluate(network, team);
    }
}
