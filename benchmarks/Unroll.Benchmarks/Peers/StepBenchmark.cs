using System;
using System.CommandLine;
using System.Text.Json;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Schedules;

namespace Unroll.Benchmarks.Peers;

/// <summary>A whole training step (forward, cross-entropy, backward, Adam) and the forward pass alone, beside PyTorch.</summary>
static class StepBenchmark
{
    public static Command Command() => LayerShape.Command("step", "A whole training step with loss and Adam.", classes: true, (shape, _) => Run(shape));

    static void Run(LayerShape shape)
    {
        using var team = new WorkerTeam(shape.Threads);
        var task = new RandomTask(shape);
        var trainer = StepTrainer.Create(shape, task, new TrainerOptions { Schedule = new ConstantSchedule(1e-3) }, team);
        var network = trainer.Network;
        var step = Fastest.Milliseconds(() => trainer.Step(), 5);
        var trace = network.CreateTrace(shape.Steps, shape.Batch, TraceMode.Inference, team);
        var forward = Fastest.Milliseconds(() => network.Forward(task.Inputs, trace), 3);
        var flop = 3 * (shape.ForwardFlop + 2.0 * shape.Steps * shape.Batch * shape.Hidden * shape.Classes);
        var keys = shape.Keys();
        keys["classes"] = shape.Classes;
        keys["train_step_ms"] = Math.Round(step, 3);
        keys["forward_ms"] = Math.Round(forward, 3);
        keys["train_gflops"] = Math.Round(flop / step / 1e6, 1);
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }
}
