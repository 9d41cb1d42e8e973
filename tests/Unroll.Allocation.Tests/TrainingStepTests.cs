using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Synthetic;
using Unroll.Training;
using Unroll.Training.Clipping;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;

namespace Unroll.Allocation;

/// <summary>A training step allocates nothing: every cell, every optimizer, one thread and two, on all threads of the process.</summary>
public sealed class TrainingStepTests
{
    static readonly Dictionary<string, OptimizerOptions> s_optimizers = new()
    {
        ["sgd"] = new SgdOptions { WeightDecay = 0.001 },
        ["nesterov"] = new SgdOptions { Momentum = 0.9, Nesterov = true },
        ["adam"] = new AdamOptions(),
        ["adamw"] = new AdamWOptions(),
        ["rmsprop"] = new RmsPropOptions { Momentum = 0.5, Centred = true },
        ["adagrad"] = new AdagradOptions(),
        ["adadelta"] = new AdadeltaOptions(),
        ["nadam"] = new NAdamOptions(),
        ["radam"] = new RAdamOptions(),
        ["lion"] = new LionOptions(),
    };

    public static TheoryData<string, string, int> CellsOptimizersAndThreads
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var cell in CellCatalog.Names)
            {
                foreach (var optimizer in s_optimizers.Keys)
                {
                    data.Add(cell, optimizer, 1);
                    data.Add(cell, optimizer, 2);
                }
            }
            return data;
        }
    }

    /// <summary>A new optimizer must come into the table above.</summary>
    [Fact]
    public void Table_OfOptimizers_HasEveryOne()
    {
        var all = typeof(OptimizerOptions).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OptimizerOptions)) && !type.IsAbstract).Select(type => type.Name);
        Assert.Equal(all.Order(), s_optimizers.Values.Select(options => options.GetType().Name).Distinct().Order());
    }

    [Theory, MemberData(nameof(CellsOptimizersAndThreads))]
    public void Step_OfEveryCellAndOptimizer_AllocatesNothing(string cell, string optimizer, int threads)
    {
        using var team = new WorkerTeam(threads);
        RequireNothing(() => NewTrainer(cell, new EndlessTask<float>(symbols: true), s_optimizers[optimizer], new NormClipping(0.1), team));
        RequireNothing(() => NewTrainer(cell, new EndlessTask<double>(symbols: false), s_optimizers[optimizer], new ValueClipping(0.01), team));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("variable")]
    [InlineData("curriculum")]
    public void Step_OfTheParityTask_AllocatesNothing(string mode)
    {
        using var team = new WorkerTeam(2);
        var options = new ParityOptions { Mode = mode, Count = mode == "curriculum" ? 100_000 : 4000, TrainCount = 3000, Length = 20, Tests = [new() { Name = "short", Length = 5, Count = 10 }] };
        var setting = new Tasks.TaskSetting(Seed: 1, Batch: 32, Workers: 2);
        RequireNothing(() =>
        {
            ITask<float> task = mode == "curriculum" ? new ParityCurriculumTask<float>(options, setting) : new ParityTask<float>(options, setting);
            return NewTrainer("lstm", task, new AdamOptions(), new NormClipping(1), team, workers: 2);
        });
    }

    static Trainer<T> NewTrainer<T>(string cell, ITask<T> task, OptimizerOptions optimizer, IClipping clipping, WorkerTeam team, int workers = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var network = new Network<T>(plan,
            new RecurrentLayer<T>(plan, "0", cell, task.Shape.InputWidth, 20), new RecurrentLayer<T>(plan, "1", cell, 20, 9), new DenseLayer<T>(plan, "out", 9, task.Shape.OutputWidth));
        network.Initialize(new RandomStream(1));
        var options = new TrainerOptions { Schedule = new ConstantSchedule(0.001), Clipping = clipping, Workers = workers };
        return new Trainer<T>(network, task, new SoftmaxCrossEntropy<T>(LossReduction.Mean), optimizer.Create(network.Parameters, team), options, team);
    }

    static void RequireNothing<T>(Func<Trainer<T>> make)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trainer<T>? trainer = null;
        // The first step after the warm-up is the first with a large batch: memory that grows with the batch shows here, once for each trainer.
        var first = AllocatedBytes.Least(() =>
        {
            trainer = make();
            Step(trainer, (int)EndlessTask<T>.SmallSteps);
            return AllocatedBytes.OfThisThread(() => trainer.Step());
        });
        Assert.Equal(0, first);
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfThisThread(() => Step(trainer!, 4))));
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfProcess(() => Step(trainer!, 4))));
    }

    static void Step<T>(Trainer<T> trainer, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < count; i++)
            trainer.Step();
    }

    [Fact]
    public void AllocatedBytes_OfWorkThatAllocates_AreSeen()
    {
        object? kept = null;
        Assert.InRange(AllocatedBytes.Least(() => AllocatedBytes.OfThisThread(() => kept = new byte[100])), 100, 200);
        Assert.InRange(AllocatedBytes.Least(() => AllocatedBytes.OfProcess(() => kept = new byte[100])), 100, 100_000);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void AllocatedBytes_OnAHelper_AreSeen()
    {
        using var team = new WorkerTeam(2);
        var job = new AllocatingJob();
        team.Run(job);
        Assert.InRange(AllocatedBytes.Least(() => AllocatedBytes.OfProcess(() => team.Run(job))), 100, 100_000);
    }

    sealed class AllocatingJob : ITeamJob
    {
        object? _kept;

        public void Execute(int part, int parts) => _kept = part == 1 ? new byte[100] : _kept;
    }
}
