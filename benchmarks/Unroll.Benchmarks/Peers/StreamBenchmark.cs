using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>One sequence through a layer, one step at a time with kept states: every step reads all weights once, so the rate at which a core reads as many bytes is the bound.</summary>
static class StreamBenchmark
{
    const int StepsAtOnce = 20;
    const double Seconds = 3;

    public static Command Command()
    {
        var command = new Command("stream", "One sequence, one step at a time, beside the measured rate of reading as many bytes as the weights have.");
        var cell = new Argument<string>("CELL") { Description = $"Any of {string.Join(", ", CellCatalog.Names)}." };
        var (hidden, inputs) = (new Argument<int>("HIDDEN"), new Argument<int>("INPUTS"));
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 1 };
        command.Arguments.Add(cell);
        command.Arguments.Add(hidden);
        command.Arguments.Add(inputs);
        command.Options.Add(threads);
        command.SetAction(parsed =>
        {
            int[] sizes = [parsed.GetValue(hidden), parsed.GetValue(inputs), parsed.GetValue(threads)];
            if (sizes.Any(size => size < 1))
            {
                Console.Error.WriteLine("HIDDEN, INPUTS and --threads must be at least 1.");
                return 2;
            }
            Run(parsed.GetValue(cell)!, sizes[0], sizes[1], sizes[2]);
            return 0;
        });
        return command;
    }

    static void Run(string cell, int hidden, int inputs, int threads)
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "layer", cell, inputs, hidden));
        var random = new RandomStream(1);
        network.Initialize(random);
        using var team = new WorkerTeam(threads);
        var stepwise = new StepwiseNetwork<float>(network, 1, team);
        var input = Enumerable.Range(0, inputs).Select(_ => (float)random.NextNormal()).ToArray();
        // Before and after, so that a neighbour on the machine does not decide.
        var bytes = (long)network.Parameters.Count * sizeof(float);
        var before = ReadRate.Measure(bytes, Seconds / 2);
        var milliseconds = Fastest.Milliseconds(() => Steps(stepwise, input), Seconds) / StepsAtOnce;
        var read = Math.Max(before, ReadRate.Measure(bytes, Seconds / 2));
        var rate = bytes / milliseconds / 1e6;
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["peer"] = "Unroll",
            ["cell"] = cell,
            ["threads"] = threads,
            ["hidden"] = hidden,
            ["inputs"] = inputs,
            ["ns_per_step"] = Math.Round(milliseconds * 1e6),
            ["bytes_per_step"] = bytes,
            ["gb_per_s"] = Math.Round(rate, 1),
            ["read_gb_per_s_of_one_core"] = Math.Round(read, 1),
            ["share_of_one_core"] = Math.Round(rate / read, 2),
        }));
    }

    static void Steps(StepwiseNetwork<float> stepwise, float[] input)
    {
        for (var step = 0; step < StepsAtOnce; step++)
            stepwise.Step(input);
    }
}
