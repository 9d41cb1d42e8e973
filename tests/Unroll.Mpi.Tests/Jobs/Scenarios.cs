using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Unroll.Numerics.Random;
using Unroll.Training;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Mpi.Tests.Jobs;

/// <summary>What the ranks of a test's job do. Chunks are short, so that vectors of some thousands of numbers use every window and tail.</summary>
static partial class Scenarios
{
    const int ShortChunks = 4096;

    static readonly int[] s_lengths = [0, 1, 17, 511, 512, 513, 1023, 5000, 20_000];

    internal static void Sums(string[] arguments)
    {
        using var collective = Start();
        foreach (var length in (int[])[.. s_lengths, 64 * collective.Size - 1, 64 * collective.Size + 1, 1_000_000])
        {
            CheckSum<float>(collective, length);
            CheckSum<double>(collective, length);
        }
        Content(collective);
    }

    internal static void FastSums(string[] arguments)
    {
        using var collective = Start(SumOrder.Fast);
        foreach (var length in s_lengths)
        {
            var vector = Numbers.Normal<double>(length, Seed(collective.Rank));
            var wanted = InRankOrder<double>(collective.Size, length);
            collective.Sum<double>(vector);
            collective.RequireSame<double>(vector, "the sum", length);
            Require(vector.Zip(wanted).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-12 * Math.Max(1, Math.Abs(pair.Second))), $"length {length}");
        }
        var (first, second) = (Numbers.Normal<float>(3000, Seed(collective.Rank)), Numbers.Normal<float>(10_000, Seed(collective.Rank)));
        var pending = collective.BeginSum<float>(first);
        collective.Sum<float>(second);
        collective.Complete(pending);
        collective.RequireSame<float>(first, "the first sum", 1);
        collective.RequireSame<float>(second, "the second sum", 1);
        Content(collective);
    }

    internal static void PendingSums(string[] arguments)
    {
        const int Segments = 9;
        using var collective = Start();
        var random = new RandomStream(5).At(collective.Rank);
        for (var round = 0; round < 20; round++)
        {
            var lengths = Enumerable.Range(0, Segments).Select(i => 1 + 997 * i * i % 7000).ToArray();
            var vectors = lengths.Select(length => Numbers.Normal<float>(length, Seed(collective.Rank))).ToArray();
            var pending = new PendingSum[Segments];
            for (var i = 0; i < Segments; i++)
            {
                pending[i] = collective.BeginSum<float>(vectors[i]);
                Thread.SpinWait(random.NextInt32(3) * random.NextInt32(3000));
                collective.Advance();
            }
            GC.Collect();   // vectors on their way must not move
            var between = Numbers.Normal<double>(900, Seed(collective.Rank));
            collective.Sum<double>(between);
            RequireBits<double>(between, InRankOrder<double>(collective.Size, 900), "between");
            for (var i = Segments - 1; i >= 0; i--)
                collective.Complete(pending[i]);
            for (var i = 0; i < Segments; i++)
                RequireBits<float>(vectors[i], InRankOrder<float>(collective.Size, lengths[i]), $"round {round}, segment {i}");
            Require(Record.Exception(() => collective.Complete(pending[0])) is InvalidOperationException, "a sum is completed once");
        }
        Content(collective);
    }

    internal static void Blobs(string[] arguments)
    {
        using var collective = Start();
        foreach (var length in (int[])[0, 5, 2048, 2049, 3_000_000])
        {
            byte[] Blob(int rank) => Enumerable.Range(0, length * (rank + 1) / collective.Size).Select(i => (byte)(i * (rank + 3))).ToArray();
            var gathered = collective.Gather(Blob(collective.Rank));
            Require(gathered.Count == (collective.Rank == 0 ? collective.Size : 0), "only rank 0 gathers");
            for (var rank = 0; rank < gathered.Count; rank++)
                Require(gathered[rank].AsSpan().SequenceEqual(Blob(rank)), $"length {length}, rank {rank}");
            Require(collective.BroadcastBytes(collective.Rank == 0 ? Blob(0) : [1, 2]).AsSpan().SequenceEqual(Blob(0)), $"broadcast of {length}");
        }
        var values = Enumerable.Range(0, 400_000).Select(i => collective.Rank == 0 ? i : -1L).ToArray();
        collective.Broadcast<long>(values);
        Require(values.Select((value, i) => value == i).All(same => same), "broadcast of numbers");
        collective.Barrier();
        Content(collective);
    }

    /// <summary>The trainers of a group in one process, and this job's, end with the same bits.</summary>
    internal static void Train(string[] arguments)
    {
        const int Steps = 25;
        using var collective = Start();
        var workers = collective.Size;
        Rig NewRig(ICollective member) => new(
            new TrainerOptions { Schedule = new PlateauSchedule(new PlateauOptions { Rate = 0.05, Patience = 2 }), Clipping = new NormClipping(3), Collective = member },
            task: new MajorityTask(withMemory: true) { LastFullStep = 10, AbsentFrom = Math.Max(1, workers - 2) }, seed: 1 + (ulong)member.Rank);

        var own = NewRig(collective);
        var reports = own.Run(Steps);
        var members = InProcess.Create(workers);
        var rigs = members.Select(NewRig).ToArray();
        var wanted = new StepReport[workers][];
        Crew.RunThrough(members, member => wanted[member.Rank] = rigs[member.Rank].Run(Steps));
        Require(reports.SequenceEqual(wanted[collective.Rank]), "reports");
        RequireBits<float>(own.Values, rigs[collective.Rank].Values, "parameters");
        collective.RequireSame<float>(own.Values, "the parameters", Steps);
        Content(collective);
    }

    /// <summary>MPI and what it loads must leave the runtime its signals.</summary>
    internal static void ManagedFaults(string[] arguments)
    {
        using var collective = Start();
        Require(Record.Exception(() => LengthOf(null!)) is NullReferenceException, "a null reference");
        collective.Sum<float>(new float[100_000]);
        Require(Record.Exception(() => LengthOf(null!)) is NullReferenceException, "a null reference after messages");
        Require(Record.Exception(() => Console.Out.Write(1 / (arguments.Length - arguments.Length) == 0 ? "" : " ")) is DivideByZeroException, "a division");
        Content(collective);
    }

    internal static void StartOnly(string[] arguments)
    {
        using var collective = MpiCollective.Start();
        Require(Record.Exception(() => MpiCollective.Start()) is InvalidOperationException, "MPI starts once");
        Program.Print($"library {collective.Library}\n");
        Content(collective);
    }

    internal static void Allocations(string[] arguments)
    {
        using var collective = Start();
        var (large, small) = (new float[50_000], new double[4]);
        void Step()
        {
            collective.Sum<float>(large);
            collective.Sum<double>(small);
            collective.Broadcast<float>(large);
            collective.RequireSame<float>(large, "it", 1);
        }
        void Quiet()
        {
            collective.Sum<float>(large);
            collective.Sum<double>(small);
            collective.Complete(collective.BeginSum<float>(large));
            collective.Broadcast<float>(large);
            collective.Barrier();
        }
        Step();
        for (var i = 0; i < 50; i++)
            Quiet();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            Quiet();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Require(bytes == 0, $"{bytes} bytes in 50 rounds");
        Content(collective);
    }

    /// <summary>While one rank works for a second the others wait: with little of a processor.</summary>
    internal static void Idle(string[] arguments)
    {
        using var collective = Start();
        collective.Barrier();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        if (collective.Rank == 0)
            Thread.Sleep(1500);
        collective.Barrier();
        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Require(used < TimeSpan.FromMilliseconds(400), $"{used.TotalMilliseconds} ms of a processor in 1.5 s of waiting");
        Content(collective);
    }

    static MpiCollective Start(SumOrder order = SumOrder.Ordered, double timeout = 60) =>
        MpiCollective.Start(new MpiOptions { Order = order, Timeout = TimeSpan.FromSeconds(timeout) }.WithEnvironment(), ShortChunks);

    static void CheckSum<T>(MpiCollective collective, int length)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var vector = Numbers.Normal<T>(length, Seed(collective.Rank));
        collective.Sum<T>(vector);
        RequireBits<T>(vector, InRankOrder<T>(collective.Size, length), $"{length} of {typeof(T).Name}");
    }

    // The vectors of all ranks, added by InProcess.
    static T[] InRankOrder<T>(int ranks, int length)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var members = InProcess.Create(ranks);
        var vectors = members.Select(member => Numbers.Normal<T>(length, Seed(member.Rank))).ToArray();
        Crew.RunThrough(members, member => member.Sum<T>(vectors[member.Rank]));
        return vectors[0];
    }

    static ulong Seed(int rank) => 100 + (ulong)rank;

    static void RequireBits<T>(T[] vector, T[] wanted, string what)
        where T : unmanaged => Require(MemoryMarshal.AsBytes(vector.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(wanted.AsSpan())), $"{what}: other bits than InProcess");

    static void Require(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"failed: {what}");
    }

    static void Content(MpiCollective collective) => Program.Print($"ok {collective.Rank} of {collective.Size}\n");

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int LengthOf(int[] array) => array.Length;
}
