using System;
using System.CommandLine;
using System.Text.Json;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// Forward (in training mode) and backward of a stack of recurrent layers, with the gradient of the input, beside oneDNN.
/// Weights are packed beforehand, as the peer's are.
/// </summary>
static class LayerBenchmark
{
    const double Seconds = 4;

    public static Command Command()
    {
        var choices = new LayerChoices();
        var command = LayerShape.Command("layer", "Forward and backward of a stack of layers.", classes: false, (shape, parsed) => Run(shape, choices.Read(parsed)));
        choices.AddTo(command);
        return command;
    }

    static void Run(LayerShape shape, LayerChoice choice)
    {
        using var team = new WorkerTeam(shape.Threads);
        var first = new LayerStack(shape, choice, team);
        var second = choice.IsTwice ? new LayerStack(shape, choice, team) : null;
        // A walk back leaves gradients where the gates were: only after a walk forward does it compute what it would in training.
        // The last to go forward is the first to go back, as a layer's two directions are.
        var (forward, backward) = Fastest.Milliseconds(
            () =>
            {
                first.Forward();
                second?.Forward();
            },
            () =>
            {
                second?.Backward();
                first.Backward();
            },
            Seconds);
        var keys = shape.Keys();
        choice.AddKeys(keys, shape);
        keys["forward_ms"] = Math.Round(forward, 3);
        keys["backward_ms"] = Math.Round(backward, 3);
        keys["train_gflops"] = Math.Round(3 * choice.Walks * choice.ValidShare(shape) * shape.ForwardFlop / (forward + backward) / 1e6, 1);
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }
}
