using System;
using System.Linq;
using System.Runtime.InteropServices;
using Unroll.Networks.Losses;
using Unroll.Numerics.Threading;
using Unroll.Training.Clipping;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests;

public sealed class TrainerTests
{
    [Fact]
    public void Step_OnALearnableTask_LowersTheLoss()
    {
        var reports = new Rig().Run(300);
        var first = reports[..5].Average(r => r.LossPerTarget);
        var last = reports[^30..].Average(r => r.LossPerTarget);
        Assert.True(last < first / 3, $"from {first:G3} to {last:G3}");
    }

    [Fact]
    public void Step_DoesWhatItsPartsDoOneByOne()
    {
        var rig = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(0.1), Clipping = new NormClipping(0.5) }, new SgdOptions());
        var network = Rig.NewNetwork();
        var task = new MajorityTask();
        var batch = new Batch<float>(task.Shape);
        var trace = network.CreateTrace(MajorityTask.MostSteps, MajorityTask.MostRows, Networks.Layers.TraceMode.Training, WorkerTeam.Single);
        var loss = new SoftmaxCrossEntropy<float>(LossReduction.Sum);
        var optimizer = new SgdOptions().Create(network.Parameters);
        for (var step = 0; step < 10; step++)
        {
            Assert.True(task.Fill(batch, step, 0));
            network.Forward(batch.Inputs, trace);
            var value = loss.Measure(trace.Outputs, batch.Targets, trace.OutputGradients);
            network.Backward(trace);
            var norm = new NormClipping(0.5).Apply(network.Parameters.Gradients);
            optimizer.Update(network.Parameters, 0.1);
            var wanted = new StepReport(step + 1, step / 6, value.Sum, value.Mean, norm, 0.1, batch.Rows, value.Targets);
            Assert.Equal(wanted, rig.Trainer.Step());
            Assert.Equal(network.Parameters.Values.ToArray(), rig.Values);
        }
    }

    [Theory]
    [InlineData(1), InlineData(5)]
    public void Step_AfterTheFirst_AllocatesNothing(int workers)
    {
        var schedule = new PlateauSchedule(new PlateauOptions { Rate = 0.01, Patience = 3 });
        var rig = new Rig(new TrainerOptions { Schedule = schedule, Clipping = new NormClipping(1), Workers = workers }, task: new MajorityTask(withMemory: true));
        rig.Trainer.Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            rig.Trainer.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Epoch_OfADataSetThatNeverEnds_IsZero()
    {
        var task = new MajorityTask { Shape = new TaskShape(2, 2, MajorityTask.MostSteps, MajorityTask.MostRows, 0, true) };
        Assert.All(new Rig(task: task).Run(10), report => Assert.Equal(0, report.Epoch));
    }

    [Fact]
    public void Step_WithoutDataForAnyWorker_SaysSo()
    {
        var rig = new Rig(task: new MajorityTask { LastFullStep = 2, AbsentFrom = 0 });
        rig.Run(3);
        var failure = Assert.Throws<InvalidOperationException>(() => rig.Trainer.Step());
        Assert.Equal("Step 4: the task has no batch for any worker; train for fewer steps.", failure.Message);
    }

    [Theory]
    [InlineData(8, false), InlineData(8, true), InlineData(1, true), InlineData(13, false)]
    public void Run_SavedAndRestored_EndsWithTheSameBits(int cut, bool momentum)
    {
        OptimizerOptions optimizer = momentum ? new SgdOptions { Momentum = 0.9 } : new AdamOptions();
        Rig NewRig(ulong seed) => new(
            new TrainerOptions { Schedule = new PlateauSchedule(new PlateauOptions { Rate = 0.05, Patience = 0, Factor = 0.7 }), Clipping = new NormClipping(2) },
            optimizer, new MajorityTask(withMemory: true), seed);
        var whole = NewRig(1);
        var wholeReports = whole.Run(20);

        var first = NewRig(1);
        first.Run(cut);
        var second = NewRig(2);
        first.Values.CopyTo(second.Network.Parameters.Values);
        foreach (var (from, to) in first.Optimizer.State.Zip(second.Optimizer.State))
            from.Values.CopyTo(to.Values);
        second.Trainer.Restore(first.Trainer.State);
        var reports = second.Run(20 - cut);

        Assert.Equal(wholeReports[cut..], reports);
        Assert.Equal(Bits(whole), Bits(second));
        Assert.Equal(whole.Trainer.State, second.Trainer.State);
        Assert.True(wholeReports[^1].Rate < 0.05, "the schedule's memory played no part");
    }

    [Fact]
    public void Restore_OfAnotherRecipesState_IsRefused()
    {
        var plain = new Rig();
        var refusal = Assert.Throws<ArgumentException>(() => plain.Trainer.Restore(new TrainerState(1, 1, "1 1 0 0 0 0", null)));
        Assert.Contains("has a memory of the schedule, and this schedule has none", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<ArgumentException>(() => new Rig(task: new MajorityTask(withMemory: true)).Trainer.Restore(new TrainerState(1, 1, null, null)));
        Assert.Contains("lacks a memory of the task, and this task needs one", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => plain.Trainer.Restore(new TrainerState(-1, 1, null, null)));
    }

    // The schedule's text is good and is taken up first; the task's is damaged. Neither may stay.
    [Theory]
    [InlineData("7,x"), InlineData("nonsense"), InlineData("")]
    public void Restore_WithADamagedSecondMemory_LeavesEverythingAsItWas(string damaged)
    {
        Rig NewRig() => new(new TrainerOptions { Schedule = new PlateauSchedule(new PlateauOptions { Rate = 0.05, Patience = 0, Factor = 0.7 }) }, task: new MajorityTask(withMemory: true));
        var (rig, untouched) = (NewRig(), NewRig());
        rig.Run(5);
        untouched.Run(5);
        var other = NewRig();
        other.Run(20);
        Assert.NotEqual(rig.Trainer.State.ScheduleMemory, other.Trainer.State.ScheduleMemory);
        Assert.ThrowsAny<Exception>(() => rig.Trainer.Restore(other.Trainer.State with { TaskMemory = damaged }));
        Assert.Equal(untouched.Trainer.State, rig.Trainer.State);
        Assert.Equal(untouched.Run(10), rig.Run(10));
    }

    [Fact]
    public void RequireFinite_AfterAnUpdateThatBrokeTheValues_SaysWhichStep()
    {
        // A finite loss and gradient, and a rate at which float overflows: nothing is wrong until after the update.
        var rig = new Rig(new TrainerOptions { Schedule = new ConstantSchedule(1e38) }, new SgdOptions { WeightDecay = 1000 });
        rig.Trainer.RequireFinite();
        rig.Trainer.Step();
        var diverged = Assert.Throws<TrainingDivergedException>(rig.Trainer.RequireFinite);
        Assert.StartsWith("Step 1 diverged: its update left the values of 'sum.", diverged.Message, StringComparison.Ordinal);
        Assert.EndsWith("Go back to a checkpoint.", diverged.Message, StringComparison.Ordinal);
        Assert.Equal((1L, 1e38), (diverged.Step, diverged.Rate));
    }

    [Fact]
    public void Trainer_OfPartsThatDoNotFit_IsRefused()
    {
        var network = Rig.NewNetwork(symbols: 3);
        var options = new TrainerOptions { Schedule = new ConstantSchedule(1) };
        var loss = new SoftmaxCrossEntropy<float>(LossReduction.Sum);
        var refusal = Assert.Throws<ArgumentException>(() => new Trainer<float>(network, new MajorityTask(), loss, new SgdOptions().Create(network.Parameters), options, WorkerTeam.Single));
        Assert.Contains("reads width 3, but the task gives width 2", refusal.Message, StringComparison.Ordinal);

        var foreign = new AdamOptions().Create(network.Parameters);
        refusal = Assert.Throws<ArgumentException>(() => new Trainer<float>(Rig.NewNetwork(), new MajorityTask(), loss, foreign, options, WorkerTeam.Single));
        Assert.Contains("'moment1' holds 8 numbers, but the network has 6 parameters", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { Workers = 0 });
    }

    static byte[] Bits(Rig rig) => MemoryMarshal.AsBytes(rig.Values.AsSpan()).ToArray();
}
