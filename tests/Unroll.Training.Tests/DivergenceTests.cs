using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests;

public sealed class DivergenceTests
{
    [Fact]
    public void Step_WithABadGradient_NamesStepSegmentAndCure()
    {
        var rig = new Bad(badFrom: 3, value: 1, gradient: float.NaN, new NoClipping());
        for (var i = 0; i < 3; i++)
            rig.Trainer.Step();
        var diverged = Assert.Throws<TrainingDivergedException>(() => rig.Trainer.Step());
        Assert.Equal(
            "Step 4 diverged: the gradient of 'sum.weights' is not finite (loss 1, gradient norm NaN, rate 0.25). " +
            "Try a rate lower than 0.25, clipping the gradient norm to 1, or warming the rate up. The parameters are as they were before this step.",
            diverged.Message);
        Assert.Equal((4, "sum.weights", 1.0, 0.25), (diverged.Step, diverged.Segment, diverged.Loss, diverged.Rate));
    }

    [Fact]
    public void Step_WithABadLossAlone_SaysSo()
    {
        var diverged = Assert.Throws<TrainingDivergedException>(() => new Bad(0, double.PositiveInfinity, 0, new NormClipping(0.5)).Trainer.Step());
        Assert.StartsWith("Step 1 diverged: the loss is not finite (loss Infinity,", diverged.Message, StringComparison.Ordinal);
        Assert.Contains("clipping the gradient norm below 0.5", diverged.Message, StringComparison.Ordinal);
        Assert.Null(diverged.Segment);
    }

    [Fact]
    public void Step_ThatDiverges_LeavesEverythingAsItWas()
    {
        var rig = new Bad(badFrom: 3, value: 1, gradient: float.PositiveInfinity, new ValueClipping(1));
        for (var i = 0; i < 3; i++)
            rig.Trainer.Step();
        var values = rig.Network.Parameters.Values.ToArray();
        var moments = rig.Optimizer.State.Select(v => v.Values.ToArray()).ToArray();
        var state = rig.Trainer.State;
        Assert.Throws<TrainingDivergedException>(() => rig.Trainer.Step());
        Assert.Equal(values, rig.Network.Parameters.Values.ToArray());
        Assert.Equal(moments, rig.Optimizer.State.Select(v => v.Values.ToArray()));
        Assert.Equal(state, rig.Trainer.State);
    }

    [Fact]
    public void Step_WithBadValues_SendsBackToACheckpoint()
    {
        var rig = new Bad(badFrom: 0, value: double.NaN, gradient: float.NaN, new NoClipping());
        rig.Network.Parameters.ValuesOf(rig.Network.Parameters.Segments[1])[0][0] = float.NegativeInfinity;
        var diverged = Assert.Throws<TrainingDivergedException>(() => rig.Trainer.Step());
        Assert.Contains("the values of 'sum.bias' are not finite", diverged.Message, StringComparison.Ordinal);
        Assert.EndsWith("An earlier step broke them: go back to a checkpoint.", diverged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Divergence_InOneWorkerOfAGroup_IsSeenByAll()
    {
        var members = InProcess.Create(3);
        var rigs = members.Select(m => new Bad(m.Rank == 2 ? 1 : 99, 1, float.NaN, new NoClipping(), m)).ToArray();
        var failures = Crew.Run(members, member =>
        {
            rigs[member.Rank].Trainer.Step();
            rigs[member.Rank].Trainer.Step();
        });
        Assert.All(failures, failure => Assert.Equal(2, Assert.IsType<TrainingDivergedException>(failure).Step));
    }

    /// <summary>A rig whose loss and gradients go bad at a step.</summary>
    sealed class Bad
    {
        internal Bad(int badFrom, double value, float gradient, IClipping clipping, ICollective? collective = null)
        {
            Network = Rig.NewNetwork();
            Optimizer = new AdamOptions().Create(Network.Parameters);
            var options = new TrainerOptions { Schedule = new ConstantSchedule(0.25), Clipping = clipping, Collective = collective ?? new SingleProcess() };
            Trainer = new Trainer<float>(Network, new MajorityTask(), new BadLoss(badFrom, value, gradient), Optimizer, options, WorkerTeam.Single);
        }

        internal Network<float> Network { get; }

        internal IOptimizer<float> Optimizer { get; }

        internal Trainer<float> Trainer { get; }
    }

    sealed class BadLoss(int badFrom, double value, float gradient) : ILoss<float>
    {
        int _calls;

        public LossReduction Reduction => LossReduction.Sum;

        public LossValue Measure(Sequence<float> outputs, LossTargets<float> targets, Sequence<float> outputGradients)
        {
            var bad = _calls++ >= badFrom;
            for (var i = 0; i < outputGradients.Steps * outputGradients.Batch; i++)
                outputGradients.Rows[i].Fill(bad ? gradient : 0.1f);
            return bad ? new LossValue(value, 1, value) : new LossValue(1, 1, 1);
        }
    }
}
