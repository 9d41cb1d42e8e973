using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// Forward (in training mode) and backward of a stack of recurrent layers, with the gradient of the input, beside oneDNN.
/// Weights are packed beforehand, as the peer's are.
/// </summary>
static unsafe class LayerBenchmark
{
    const double Seconds = 2;

    public static Command Command()
    {
        var choices = new LayerChoices();
        var command = LayerShape.Command("layer", "Forward and backward of a stack of layers.", classes: false, (shape, parsed) => Run(shape, choices.Read(parsed)));
        choices.AddTo(command);
        return command;
    }

    static void Run(LayerShape shape, LayerChoice choice)
    {
        var plan = new ParameterPlan();
        var layers = Enumerable.Range(0, shape.Layers)
            .Select(i => choice.NewLayer(plan, $"layers.{i}", shape, i == 0 ? shape.Inputs : choice.OutputWidth(shape)));
        var mask = choice.MaskOf(shape);
        var network = new Network<float>(plan, [.. layers]);
        var random = new RandomStream(1);
        network.Initialize(random);
        using var team = new WorkerTeam(shape.Threads);
        var trace = network.CreateTrace(shape.Steps, shape.Batch, TraceMode.Training, team, inputGradients: true, masks: mask is not null);
        var memory = new MemoryPlan();
        var count = (long)shape.Steps * shape.Batch * shape.Inputs;
        var (inputs, gradients) = (memory.Reserve(count), memory.Reserve(count));
        var workspace = new Workspace<float>(memory);
        foreach (ref var number in workspace.Span(inputs))
            number = (float)random.NextNormal();
        var input = new LayerInput<float>(new Sequence<float>(workspace[inputs], shape.Steps, shape.Batch, shape.Inputs, shape.Inputs));
        var inputGradients = new Sequence<float>(workspace[gradients], shape.Steps, shape.Batch, shape.Inputs, shape.Inputs);
        network.Forward(input, trace, mask);
        for (var t = 0; t < shape.Steps; t++)
        {
            for (var row = 0; row < shape.Batch; row++)
            {
                foreach (ref var number in trace.OutputGradients[t, row])
                    number = 0.1f * (float)random.NextNormal();
            }
        }
        network.Backward(trace, inputGradients);
        // A walk back leaves gradients where the gates were: only after a walk forward does it compute what it would in training.
        var (forward, backward) = Fastest.Milliseconds(() => network.Forward(input, trace, mask), () => network.Backward(trace, inputGradients), 2 * Seconds);
        var keys = shape.Keys();
        choice.AddKeys(keys, shape);
        keys["forward_ms"] = Math.Round(forward, 3);
        keys["backward_ms"] = Math.Round(backward, 3);
        keys["train_gflops"] = Math.Round(3 * choice.ValidShare(shape) * shape.ForwardFlop / (forward + backward) / 1e6, 1);
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }
}
