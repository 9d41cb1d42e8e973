using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Unroll.Numerics.Random;
using Unroll.Training.Collectives;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Collectives;

public sealed class InProcessTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 6, 7];

    [Theory, MemberData(nameof(Sizes))]
    public void Sum_OfAnyLength_HasTheBitsOfAddingInRankOrder(int workers)
    {
        var members = InProcess.Create(workers);
        foreach (var count in new[] { 0, 1, 5, 63, 64, 65, 129, 1000 })
        {
            var vectors = members.Select(m => Numbers.Normal<float>(count, (ulong)m.Rank + 1)).ToArray();
            var wanted = InRankOrder(vectors);
            Crew.RunThrough(members, member => member.Sum<float>(vectors[member.Rank]));
            Assert.All(vectors, vector => Assert.Equal(wanted, vector));
        }
    }

    [Fact]
    public void Sum_OfDoublesAndNegativeZeros_KeepsTheBits()
    {
        var members = InProcess.Create(2);
        double[][] vectors = [[-0.0, 1e300, 0.1], [-0.0, 1e-300, 0.2]];
        Crew.RunThrough(members, member => member.Sum<double>(vectors[member.Rank]));
        Assert.All(vectors, vector => Assert.Equal([-0.0, 1e300, 0.1 + 0.2], vector));
        Assert.True(double.IsNegative(vectors[0][0]));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void SumAndBroadcast_UnderRandomDelays_StayInStep(int workers)
    {
        const int Rounds = 300;
        var members = InProcess.Create(workers);
        Crew.RunThrough(members, member =>
        {
            var random = new RandomStream(7).At(member.Rank);
            var sum = new float[70];
            var copy = new int[3];
            for (var round = 0; round < Rounds; round++)
            {
                Delay(random);
                Array.Fill(sum, round + member.Rank);
                member.Sum<float>(sum);
                Delay(random);
                Array.Fill(copy, member.Rank == 0 ? round : -1);
                member.Broadcast<int>(copy);
                var wanted = workers * round + workers * (workers - 1) / 2;
                if (Array.Exists(sum, v => v != wanted) || Array.Exists(copy, v => v != round))
                    throw new InvalidOperationException($"round {round}: {sum[0]}, wanted {wanted}; {copy[0]}");
            }
        });
    }

    [Fact]
    public void Sum_AfterTheFirst_AllocatesNothing()
    {
        var members = InProcess.Create(3);
        var bytes = new long[3];
        Crew.RunThrough(members, member =>
        {
            var vector = new float[1000];
            for (var i = 0; i < 100; i++)
                member.Sum<float>(vector);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                member.Sum<float>(vector);
            bytes[member.Rank] = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal([0, 0, 0], bytes);
    }

    [Theory]
    [InlineData(2, 0), InlineData(3, 1), InlineData(7, 6)]
    public void Abort_ByOneWorker_WakesTheOthersWithItsReason(int workers, int culprit)
    {
        var members = InProcess.Create(workers);
        var failures = Crew.Run(members, member =>
        {
            var vector = new float[10];
            member.Sum<float>(vector);
            if (member.Rank == culprit)
            {
                var reason = new InvalidOperationException("the disk is full");
                member.Abort(reason);
                throw reason;
            }
            member.Sum<float>(vector);
        });
        for (var rank = 0; rank < workers; rank++)
        {
            if (rank == culprit)
                continue;
            var aborted = Assert.IsType<CollectiveAbortedException>(failures[rank]);
            Assert.Equal($"Worker {culprit} of {workers} gave up: the disk is full", aborted.Message);
            Assert.IsType<InvalidOperationException>(aborted.InnerException);
        }
    }

    // A worker that has met the others may still be writing into their memory; an abort from outside must not let them leave before it is done.
    [Fact]
    public void Abort_FromAnotherThread_AtAnyMoment_EndsAllOrNone()
    {
        for (ulong attempt = 0; attempt < 50; attempt++)
        {
            var members = InProcess.Create(3);
            var completed = new int[3];
            using var begun = new ManualResetEventSlim();
            var host = new Thread(() =>
            {
                begun.Wait();
                Delay(new RandomStream(attempt));
                members[0].Abort(new OperationCanceledException("stopped"));
            });
            host.Start();
            var failures = Crew.Run(members, member =>
            {
                var vector = new float[5000];
                while (true)
                {
                    member.Sum<float>(vector);
                    completed[member.Rank]++;
                    begun.Set();
                }
            });
            host.Join();
            Assert.All(failures, failure => Assert.IsType<CollectiveAbortedException>(failure));
            Assert.True(completed.Distinct().Count() == 1, $"sums completed: {string.Join(", ", completed)}");
        }
    }

    [Fact]
    public void Sum_OfDifferentLengths_FailsForAll()
    {
        var members = InProcess.Create(3);
        var failures = Crew.Run(members, member => member.Sum<float>(new float[member.Rank == 1 ? 9 : 10]));
        Assert.All(failures, failure => Assert.IsType<InvalidOperationException>(failure));
    }

    [Fact]
    public void Gather_ByAWorkerWithoutMemoryForIt_LetsTheOthersGo()
    {
        var members = InProcess.Create(3);
        var failures = Crew.Run(members, member =>
        {
            // More bytes than an array can have; nobody gets as far as to read them.
            var one = (byte)member.Rank;
            _ = member.Gather(member.Rank == 1 ? MemoryMarshal.CreateReadOnlySpan(ref one, int.MaxValue) : [one]);
        });
        Assert.IsType<OutOfMemoryException>(failures[0]);
        Assert.Equal([null, null], failures[1..]);
    }

    [Fact]
    public void BroadcastBytes_WithoutMemoryForThem_FailsForAllAndTheNextCallGoesOn()
    {
        var members = InProcess.Create(2);
        var failures = Crew.Run(members, member =>
        {
            var one = (byte)7;
            Assert.Throws<OutOfMemoryException>(() => member.BroadcastBytes(MemoryMarshal.CreateReadOnlySpan(ref one, int.MaxValue)));
            Assert.Equal([7], member.BroadcastBytes([one]));
        });
        Assert.Equal([null, null], failures);
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(1025)]
    public void Create_OutOfRange_IsRefused(int workers) => Assert.Throws<ArgumentOutOfRangeException>(() => InProcess.Create(workers));

    [Fact]
    public void SingleProcess_LeavesVectorsAlone()
    {
        ICollective alone = new SingleProcess();
        var vector = new[] { 1f, 2f };
        alone.Sum<float>(vector);
        alone.Broadcast<float>(vector);
        alone.Abort(new InvalidOperationException());
        Assert.Equal([1f, 2f], vector);
        Assert.Equal((0, 1), (alone.Rank, alone.Size));
    }

    static void Delay(RandomStream random) => Thread.SpinWait(random.NextInt32(4) * random.NextInt32(2000));

    static float[] InRankOrder(float[][] vectors)
    {
        var sum = (float[])vectors[0].Clone();
        foreach (var vector in vectors[1..])
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += vector[i];
        }
        return sum;
    }
}
