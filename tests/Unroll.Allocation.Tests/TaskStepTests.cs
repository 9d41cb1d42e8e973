using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;

namespace Unroll.Allocation;

/// <summary>A training step on batches that a task draws allocates nothing: symbols, streams and numbers.</summary>
public sealed class TaskStepTests
{
    [Theory]
    [InlineData("a-n-b-n", "{}")]
    [InlineData("adding", """{ "length": 30 }""")]
    [InlineData("binary-lags", """{ "count": 4000 }""")]
    [InlineData("binary-lags", """{ "count": 4000, "truncation": "true" }""")]
    [InlineData("copy", """{ "items": 3, "shortest": 8 }""")]
    [InlineData("counting", "{}")]
    [InlineData("cycle-navigation", """{ "answers": "every" }""")]
    [InlineData("dyck", "{}")]
    [InlineData("even-pairs", """{ "answers": "last" }""")]
    [InlineData("modular-arithmetic", """{ "answers": "every" }""")]
    [InlineData("temporal-order", """{ "shortest": 10 }""")]
    [InlineData("text", """{ "generator": "latin", "length": 2000, "window": 9 }""")]
    [InlineData("text", """{ "generator": "latin", "length": 4000, "window": 9, "vocabulary": "bytePairs", "size": 300, "stride": 4 }""")]
    public void Step_OfACatalogTask_AllocatesNothing(string kind, string options)
    {
        using var team = new WorkerTeam(2);
        using var json = JsonDocument.Parse(options);
        var workers = kind == "counting" ? 1 : 2;   // the lecture's one example has no second worker
        var task = TaskCatalog.Find(kind)!.Create<float>(json.RootElement, new TaskSetting(Seed: 3, Batch: kind == "counting" ? 1 : 6, Workers: workers));
        var trainer = NewTrainer(task, team, workers);
        // Lengths are drawn: by now the longest has come.
        Step(trainer, 60);
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfThisThread(() => Step(trainer, 20))));
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfProcess(() => Step(trainer, 20))));
    }

    static Trainer<float> NewTrainer(ITask<float> task, WorkerTeam team, int workers)
    {
        var (plan, shape) = (new ParameterPlan(), task.Shape);
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", "gru", shape.InputWidth, 9), new DenseLayer<float>(plan, "out", 9, shape.OutputWidth));
        network.Initialize(new RandomStream(1));
        LossOptions loss = shape.TargetWidth > 0 ? new SquaredErrorOptions() : new CrossEntropyOptions();
        var options = new TrainerOptions { Schedule = new ConstantSchedule(0.001), Workers = workers };
        return new Trainer<float>(network, task, loss.Create<float>(), new SgdOptions().Create(network.Parameters, team), options, team);
    }

    static void Step(Trainer<float> trainer, int count)
    {
        for (var i = 0; i < count; i++)
            trainer.Step();
    }
}
