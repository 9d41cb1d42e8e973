using System.Collections.Generic;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Tests.Building;

/// <summary>What is said to fit is what a trace takes, to the byte.</summary>
public sealed class MemoryCheckTests
{
    public static TheoryData<string, bool> Networks() => new() { { "plain", false }, { "plain", true }, { "repeats", false }, { "pools", false }, { "pools", true } };

    [Theory, MemberData(nameof(Networks))]
    public void Traces_InExactlyTheirMemory_FitAndInAByteLessDoNot(string kind, bool padded)
    {
        var network = NewNetwork(kind);
        var task = new ShapedTask(new TaskShape(3, 2, kind == "repeats" ? 1 : 7, 4, 0, InputIsSymbols: false, IsPadded: padded));
        var bytes = network.CreateTrace(task.Shape.MostSteps, task.Shape.MostRows, TraceMode.Training, WorkerTeam.Single, masks: padded).Bytes;
        MemoryCheck.RequireTraces(network, task, new TrainRecipe(), threads: 1, bytes);
        var refusal = Assert.Throws<RecipeException>(() => MemoryCheck.RequireTraces(network, task, new TrainRecipe(), threads: 1, bytes - 1)).Message;
        Assert.StartsWith($"a training batch of 4 sequences of {task.Shape.MostSteps} steps does not fit", refusal);
    }

    [Fact]
    public void Traces_OfALayerThatMakesMoreStepsThanCanBeCounted_DoNotFit()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RepeatLayer<float>(3, int.MaxValue / 2), new DenseLayer<float>(plan, "out", 3, 2));
        var task = new ShapedTask(new TaskShape(3, 2, 1, 4, 0, InputIsSymbols: false));
        Assert.Throws<RecipeException>(() => MemoryCheck.RequireTraces(network, task, new TrainRecipe(), threads: 1, long.MaxValue));
    }

    static Network<float> NewNetwork(string kind)
    {
        var plan = new ParameterPlan();
        var walk = new RecurrentLayer<float>(plan, "walk", "lstm", 3, 5);
        var dense = new DenseLayer<float>(plan, "out", 5, 2);
        List<ILayer<float>> layers = kind switch
        {
            "repeats" => [new RepeatLayer<float>(3, 9), walk, dense],
            "pools" => [walk, new PoolLayer<float>(5, Pooling.Mean), dense],
            _ => [walk, dense],
        };
        return new Network<float>(plan, layers);
    }

    sealed class ShapedTask(TaskShape shape) : ITask<float>
    {
        public TaskShape Shape => shape;

        public ITaskMemory? Memory => null;

        public bool Fill(Batch<float> batch, long step, int worker) => false;

        public IReadOnlyDictionary<string, double> Evaluate(Network<float> network, WorkerTeam team) => new Dictionary<string, double>();
    }
}
