using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>The rate of fused multiply-adds from registers alone: what a product can reach at best on this machine, on one core and on all.</summary>
static unsafe class PeakBenchmark
{
    const int Depth = 4096;
    const int Rounds = 200;

    public static Command Command()
    {
        var command = new Command("peak", "The measured rate of fused multiply-adds of one core and of all.");
        command.SetAction(_ => Run());
        return command;
    }

    static void Run()
    {
        var keys = new System.Collections.Generic.Dictionary<string, object>
        {
            ["lane_bits"] = (int)LaneWidths.Widest,
            ["cores"] = Environment.ProcessorCount,
            ["one_core_gflops"] = Math.Round(Measure(1), 1),
            ["all_cores_gflops"] = Math.Round(Measure(Environment.ProcessorCount), 1),
        };
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }

    static double Measure(int threads)
    {
        using var team = new WorkerTeam(threads);
        var job = LaneWidths.Widest switch
        {
            LaneWidth.Bits512 => (ITeamJob)new Job<Lane512<float>, Extent4>(threads, 4),
            LaneWidth.Bits256 => new Job<Lane256<float>, Extent2>(threads, 2),
            LaneWidth.Bits128 => new Job<Lane128<float>, Extent2>(threads, 2),
            _ => new Job<Scalar<float>, Extent2>(threads, 2),
        };
        var lanes = (int)LaneWidths.Widest / 32 * (LaneWidths.Widest == LaneWidth.Bits512 ? 4 : 2);
        var flop = 2.0 * 6 * Math.Max(lanes, 2) * Depth * Rounds * threads;
        return flop / Fastest.Milliseconds(() => team.Run(job), 2) / 1e6;
    }

    // A tile whose factors never leave the first cache: every depth reads the same vectors.
    sealed class Job<L, V> : ITeamJob
        where L : struct, ILane<L, float>
        where V : struct, IExtent
    {
        readonly Workspace<float>[] _memory;
        readonly Reservation _left, _right, _result;

        public Job(int threads, int vectors)
        {
            var plan = new MemoryPlan();
            _left = plan.Reserve(6);
            _right = plan.Reserve(vectors * L.Count);
            _result = plan.Reserve(6L * vectors * L.Count);
            _memory = [.. Enumerable.Range(0, threads).Select(_ => new Workspace<float>(plan))];
        }

        public void Execute(int part, int parts)
        {
            var memory = _memory[part];
            var result = new TileResult<float>(memory[_result], V.Value * L.Count, L.Count);
            for (var i = 0; i < Rounds; i++)
                GemmTile<L, float>.Multiply<Extent6, V>(new TileLeft<float>(memory[_left], 1, 0, Depth, 0), memory[_left], memory[_right], 0, Depth, null, 0, result, memory[_result]);
        }
    }
}
