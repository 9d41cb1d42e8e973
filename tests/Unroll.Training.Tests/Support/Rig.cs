using System;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;

namespace Unroll.Training.Tests.Support;

/// <summary>A trainer on the smallest network, and its parts.</summary>
sealed class Rig
{
    internal Rig(TrainerOptions? options = null, OptimizerOptions? optimizer = null, ITask<float>? task = null, ulong seed = 1)
    {
        Network = NewNetwork(seed);
        Optimizer = (optimizer ?? new AdamOptions()).Create(Network.Parameters);
        Trainer = new Trainer<float>(
            Network, task ?? new MajorityTask(), new SoftmaxCrossEntropy<float>(LossReduction.Sum), Optimizer,
            options ?? new TrainerOptions { Schedule = new ConstantSchedule(0.02) }, WorkerTeam.Single);
    }

    internal Network<float> Network { get; }

    internal IOptimizer<float> Optimizer { get; }

    internal Trainer<float> Trainer { get; }

    internal float[] Values => Network.Parameters.Values.ToArray();

    internal static Network<float> NewNetwork(ulong seed = 1, int symbols = 2)
    {
        var plan = new ParameterPlan();
        var layer = new SumLayer<float>(plan, symbols, 2);
        var network = new Network<float>(plan, layer);
        network.Initialize(new RandomStream(seed));
        return network;
    }

    internal StepReport[] Run(int steps)
    {
        var reports = new StepReport[steps];
        for (var i = 0; i < steps; i++)
            reports[i] = Trainer.Step();
        return reports;
    }
}
