using System;
using System.Collections.Generic;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Threading;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests;

/// <summary>Training towards values with weights rather than classes.</summary>
public sealed class ValueTargetsTests
{
    static Trainer<float> NewTrainer(LossReduction reduction, int workers = 1)
    {
        var network = Rig.NewNetwork();
        var options = new TrainerOptions { Schedule = new ConstantSchedule(0.02), Workers = workers };
        return new(network, new CountTask(), new SquaredError<float>(new() { Reduction = reduction }), new AdamOptions().Create(network.Parameters), options, WorkerTeam.Single);
    }

    [Fact]
    public void Step_OnALearnableTask_LowersTheLoss()
    {
        var trainer = NewTrainer(LossReduction.Mean);
        var first = trainer.Step().Loss;
        var last = first;
        for (var i = 0; i < 400; i++)
            last = trainer.Step().Loss;
        Assert.True(last < first / 100, $"from {first:G3} to {last:G3}");
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Report_WithWeights_IsTheWeightedMeanOfTheTargets(int workers)
    {
        var (task, network) = (new CountTask(), Rig.NewNetwork());
        var batch = new Batch<float>(task.Shape);
        var trace = network.CreateTrace(CountTask.Steps, CountTask.Rows, TraceMode.Inference, WorkerTeam.Single);
        double sum = 0, weight = 0;
        for (var worker = 0; worker < workers; worker++)
        {
            task.Fill(batch, 0, worker);
            network.Forward(batch.Inputs, trace);
            for (var r = 0; r < CountTask.Steps * CountTask.Rows; r++)
                for (var c = 0; c < 2; c++)
                {
                    var distance = (double)trace.Outputs.Rows[r][c] - (batch.TargetWeights.Rows[r][0] == 0 ? 0 : batch.TargetValues.Rows[r][c]);
                    sum += batch.TargetWeights.Rows[r][0] * distance * distance;
                    weight += batch.TargetWeights.Rows[r][0];
                }
        }
        var report = NewTrainer(LossReduction.Sum, workers).Step();
        Assert.Equal(sum / weight, report.LossPerTarget, 1e-5);
        Assert.Equal(weight, report.Weight);
        Assert.Equal(workers * 2 * (CountTask.Steps - 1) * CountTask.Rows, report.Targets);
    }

    [Fact]
    public void Step_AfterTheFirst_AllocatesNothing()
    {
        var trainer = NewTrainer(LossReduction.Mean);
        trainer.Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            trainer.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_NetworkOfAnotherWidth_SaysWhatTheTaskWants()
    {
        var network = Rig.NewNetwork();
        var task = new CountTask { Shape = new TaskShape(2, 3, CountTask.Steps, CountTask.Rows, 0, true, TargetWidth: 3) };
        var error = Assert.Throws<ArgumentException>(() => new Trainer<float>(network, task, new SquaredError<float>(), new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(0.1) }, WorkerTeam.Single));
        Assert.Contains("The network writes width 2, but the task wants width 3.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>How many zeros and ones have been seen; the first step has no target and NaN in its place, later steps count 0.5 or 2.</summary>
    sealed class CountTask : ITask<float>
    {
        internal const int Steps = 5, Rows = 4;

        public TaskShape Shape { get; init; } = new(2, 2, Steps, Rows, 0, true, TargetWidth: 2);

        public ITaskMemory? Memory => null;

        public bool Fill(Batch<float> batch, long step, int worker)
        {
            var bits = (uint)(step * 7 + worker + 1) * 2654435761u;
            batch.Reshape(Steps, Rows);
            for (var b = 0; b < Rows; b++)
            {
                var ones = 0;
                for (var t = 0; t < Steps; t++)
                {
                    var bit = (int)(bits >> (b * Steps + t + 8) & 1);
                    ones += bit;
                    batch.Symbols[t, b][0] = bit;
                    (batch.TargetValues[t, b][0], batch.TargetValues[t, b][1]) = t == 0 ? (float.NaN, float.NaN) : (t + 1 - ones, ones);
                    batch.TargetWeights[t, b][0] = t == 0 ? 0 : t % 2 == 0 ? 0.5f : 2;
                }
            }
            return true;
        }

        public IReadOnlyDictionary<string, double> Evaluate(Network<float> network, WorkerTeam team) => new Dictionary<string, double>();
    }
}
