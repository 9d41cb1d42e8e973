using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Mpi.Tests.Jobs;

// Jobs whose sums go on beside their callers' work.
static partial class Scenarios
{
    /// <summary>Of three layers, two go out while the walk back goes on; in the last steps the last rank has no batch. Rank 0's word on overlapping holds for all.</summary>
    internal static void TrainOverlapped(string[] arguments)
    {
        const int Steps = 6;
        Environment.SetEnvironmentVariable(MpiOptions.OverlapVariable, Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_RANK") is "0" || Environment.GetEnvironmentVariable("PMI_RANK") is "0" ? "1" : "0");
        using var collective = Start();
        Require(collective.Overlaps, "rank 0 said so");
        var own = DeepTrainer(collective, collective.Size);
        var reports = Enumerable.Range(0, Steps).Select(_ => own.Step()).ToArray();
        var members = InProcess.Create(collective.Size);
        var trainers = members.Select(member => DeepTrainer(member, collective.Size)).ToArray();
        var wanted = new StepReport[collective.Size][];
        Crew.RunThrough(members, member => wanted[member.Rank] = [.. Enumerable.Range(0, Steps).Select(_ => trainers[member.Rank].Step())]);
        Require(reports.SequenceEqual(wanted[collective.Rank]), "reports");
        RequireBits<float>(own.Network.Parameters.Values.ToArray(), trainers[collective.Rank].Network.Parameters.Values.ToArray(), "parameters");

        collective.UseOrder(SumOrder.Fast);
        Require(double.IsFinite(own.Step().Loss), "a step with sums as MPI likes them");
        collective.RequireSame<float>(own.Network.Parameters.Values, "the parameters", Steps + 1);
        collective.UseOrder(SumOrder.Ordered);
        Content(collective);
    }

    /// <summary>The last rank gives up while sums are on their way.</summary>
    internal static void ThrowOverlapped(string[] arguments)
    {
        Environment.SetEnvironmentVariable(MpiOptions.OverlapVariable, "1");
        using var collective = Start();
        ICollective sums = collective;
        Failing(collective, () =>
        {
            for (var step = 0; ; step++)
            {
                sums.BeginSum<float>(new float[300_000]);
                if (step == 3 && collective.Rank == collective.Size - 1)
                    collective.Abort(new System.IO.IOException("the disk is full"));
                sums.BeginSum<float>(new float[100_000]);
                sums.CompleteSums();
            }
        });
    }

    static Trainer<float> DeepTrainer(ICollective collective, int ranks)
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan,
            new RecurrentLayer<float>(plan, "0", "lstm", 2, 128), new RecurrentLayer<float>(plan, "1", "lstm", 128, 128), new RecurrentLayer<float>(plan, "2", "lstm", 128, 128), new DenseLayer<float>(plan, "out", 128, 2));
        network.Initialize(new RandomStream(7));
        var task = new MajorityTask { LastFullStep = 3, AbsentFrom = ranks - 1 };
        return new Trainer<float>(network, task, new SoftmaxCrossEntropy<float>(LossReduction.Sum), new AdamOptions().Create(network.Parameters),
            new TrainerOptions { Schedule = new ConstantSchedule(0.01), Collective = collective }, WorkerTeam.Single);
    }
}
