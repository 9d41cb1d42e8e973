using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Unroll.Mpi;
using Unroll.Mpi.Launching;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Collectives;
using Unroll.Training.Schedules;

namespace Unroll.Benchmarks.Peers;

/// <summary>A training step of the ranks that <c>mpirun</c> started, or of one process with as many workers, for comparison: <c>mpirun -n 2 … ranks lstm 512 64 20 512 1</c>.</summary>
static class RanksBenchmark
{
    const int WarmUpSteps = 5;

    static readonly Option<int> s_workers = new("--workers") { DefaultValueFactory = _ => 1, Description = "Workers of each process, one after another." };

    static readonly Option<double> s_seconds = new("--seconds") { DefaultValueFactory = _ => 10, Description = "Of steps." };

    static readonly Option<SumOrder> s_order = new("--order") { Description = "Of sums." };

    static readonly Option<bool> s_timeLine = new("--time-line") { Description = "Prints when the sums of the fastest step begin and end, at rank 0." };

    public static Command Command()
    {
        var command = LayerShape.Command("ranks", "A training step of several processes, which mpirun starts.", classes: true, Run);
        foreach (var option in (Option[])[s_workers, s_seconds, s_order, s_timeLine])
            command.Options.Add(option);
        return command;
    }

    static void Run(LayerShape shape, ParseResult parsed)
    {
        using var mpi = MpiLaunch.FromEnvironment() is null ? null : MpiCollective.Start();
        var timed = mpi is null ? null : new TimedCollective(mpi);
        ICollective collective = timed is null ? new SingleProcess() : timed;
        collective.UseOrder(parsed.GetValue(s_order));
        using var team = new WorkerTeam(shape.Threads);
        var trainer = StepTrainer.Create(shape, new RandomTask(shape), new TrainerOptions { Schedule = new ConstantSchedule(1e-3), Collective = collective, Workers = parsed.GetValue(s_workers) }, team);
        for (var i = 0; i < WarmUpSteps; i++)
            trainer.Step();
        var (times, line) = Measure(trainer, collective, timed, parsed.GetValue(s_seconds));
        if (collective.Rank > 0)
            return;
        if (parsed.GetValue(s_timeLine))
            Print(line, times[0]);
        Report(shape, collective, times, trainer, parsed);
    }

    static (List<double> Times, IReadOnlyList<(int Bytes, double Began, double Ended)> Fastest) Measure(Trainer<float> trainer, ICollective collective, TimedCollective? timed, double seconds)
    {
        var times = new List<double>();
        IReadOnlyList<(int Bytes, double Began, double Ended)> fastest = [];
        var clock = Stopwatch.StartNew();
        Span<int> more = [1];
        while (true)
        {
            more[0] = clock.Elapsed.TotalSeconds < seconds ? 1 : 0;
            collective.Broadcast(more);
            if (more[0] == 0)
                break;
            timed?.Restart();
            var start = Stopwatch.GetTimestamp();
            trainer.Step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (timed is not null && times[^1] == times.Min())
                fastest = timed.Sums();
        }
        times.Sort();
        return (times, fastest);
    }

    static void Print(IReadOnlyList<(int Bytes, double Began, double Ended)> sums, double step)
    {
        foreach (var (bytes, began, ended) in sums)
            Console.WriteLine(FormattableString.Invariant($"  {bytes,10} bytes  from {began,8:F2} to {ended,8:F2} ms"));
        Console.WriteLine(FormattableString.Invariant($"  the step{"",25} to {step,8:F2} ms"));
    }

    static void Report(LayerShape shape, ICollective collective, List<double> times, Trainer<float> trainer, ParseResult parsed)
    {
        var keys = shape.Keys();
        var rows = shape.Batch * collective.Size * parsed.GetValue(s_workers);
        keys["ranks"] = collective.Size;
        keys["workers"] = parsed.GetValue(s_workers);
        keys["order"] = parsed.GetValue(s_order).ToString();
        keys["overlaps"] = collective.Overlaps;
        keys["gradient_kb"] = trainer.Network.Parameters.Count * sizeof(float) / 1000;
        keys["best_ms"] = Math.Round(times[0], 3);
        keys["median_ms"] = Math.Round(times[times.Count / 2], 3);
        keys["rows_per_s"] = Math.Round(rows / times[times.Count / 2] * 1000, 1);
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }
}
