using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>Streams of symbols from a stack of LSTM layers, each symbol drawn and fed back: symbols per second, and what one of them costs.</summary>
static class GenerateBenchmark
{
    const double Seconds = 4;

    public static Command Command()
    {
        var command = new Command("generate", "Symbols that an LSTM speaks in a second, drawing included: all streams together.");
        string[] names = ["LAYERS", "UNITS", "SYMBOLS", "ROWS", "THREADS"];
        var arguments = names.Select(name => new Argument<int>(name)).ToArray();
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        command.SetAction(parsed =>
        {
            var sizes = arguments.Select(parsed.GetValue).ToArray();
            if (sizes.Any(size => size < 1))
            {
                Console.Error.WriteLine("LAYERS, UNITS, SYMBOLS, ROWS and THREADS must be at least 1.");
                return 2;
            }
            Run(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);
            return 0;
        });
        return command;
    }

    static void Run(int layers, int units, int symbols, int rows, int threads)
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, LayersOf(plan, layers, units, symbols));
        network.Initialize(new RandomStream(1));
        using var team = new WorkerTeam(threads);
        var generator = new Generator<float>(new StepwiseNetwork<float>(network, rows, team), new RandomStream(2));
        var (first, chosen) = (new int[rows], new int[rows * Math.Max(4, 2000 / units)]);
        void Speak()
        {
            generator.Generate(first, chosen);
            chosen.AsSpan(chosen.Length - rows).CopyTo(first);
        }
        var milliseconds = Fastest.Milliseconds(Speak, Seconds) / chosen.Length;
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["peer"] = "Unroll",
            ["layers"] = layers,
            ["units"] = units,
            ["symbols"] = symbols,
            ["rows"] = rows,
            ["threads"] = threads,
            ["symbols_per_s"] = Math.Round(1000 / milliseconds),
            ["ns_per_symbol"] = Math.Round(milliseconds * 1e6),
        }));
    }

    static ILayer<float>[] LayersOf(ParameterPlan plan, int layers, int units, int symbols) =>
    [
        .. Enumerable.Range(0, layers).Select(layer => new RecurrentLayer<float>(plan, $"layers.{layer}", "lstm", layer == 0 ? symbols : units, units)),
        new DenseLayer<float>(plan, "output", units, symbols),
    ];
}
