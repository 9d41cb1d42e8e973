using System;
using System.Linq;
using System.Threading;
using Unroll.Numerics.Threading;

namespace Unroll.Numerics.Tests.Threading;

public sealed class WorkerTeamTests
{
    sealed class Job(Action<int, int> body) : ITeamJob
    {
        public void Execute(int part, int parts) => body(part, parts);
    }

    [Theory]
    [InlineData(1, 50_000)]
    [InlineData(2, 50_000)]
    [InlineData(3, 10_000)]
    [InlineData(7, 5_000)]
    public void Run_OfManyTinyJobs_DoesEveryPartOnceBeforeItReturns(int threads, int jobs)
    {
        using var team = new WorkerTeam(threads);
        var done = new int[threads];
        var input = 0;
        var job = new Job((part, parts) =>
        {
            Assert.Equal(threads, parts);
            // Plain reads and writes: the team alone must order them.
            done[part] += input;
        });
        for (var i = 1; i <= jobs; i++)
        {
            input = i;
            Array.Clear(done);
            team.Run(job);
            Assert.All(done, d => Assert.Equal(i, d));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Run_AfterPausesOfAllLengths_LosesNoWakeUp(int threads)
    {
        // Pauses from none to well past the time a helper looks for work, and parts that make the caller wait: both sides fall asleep at every point.
        using var team = new WorkerTeam(threads);
        var total = 0;
        var turns = 0;
        var job = new Job((part, _) =>
        {
            if (part > 0)
                Thread.SpinWait(turns * 37 % 6000);
            Interlocked.Increment(ref total);
        });
        for (turns = 0; turns < 1500; turns++)
        {
            Thread.SpinWait(turns * 53 % 5000);
            team.Run(job);
        }
        Assert.Equal(1500 * threads, total);
    }

    [Fact]
    public void Run_WhenAHelperFails_ThrowsItsErrorAndWorksOn()
    {
        using var team = new WorkerTeam(3);
        var failing = new Job((part, _) =>
        {
            if (part == 2)
                throw new InvalidOperationException("part two");
        });
        for (var i = 0; i < 100; i++)
        {
            var error = Assert.Throws<AggregateException>(() => team.Run(failing));
            Assert.Equal("part two", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
            var parts = 0;
            team.Run(new Job((_, _) => Interlocked.Increment(ref parts)));
            Assert.Equal(3, parts);
        }
    }

    [Fact]
    public void Run_WhenTheCallersPartFails_WaitsForTheOthersFirst()
    {
        using var team = new WorkerTeam(3);
        for (var i = 0; i < 100; i++)
        {
            var others = 0;
            var error = Assert.Throws<InvalidOperationException>(() => team.Run(new Job((part, _) =>
            {
                if (part == 0)
                    throw new InvalidOperationException("caller");
                Thread.SpinWait(2000);
                Interlocked.Increment(ref others);
            })));
            Assert.Equal("caller", error.Message);
            Assert.Equal(2, Volatile.Read(ref others));
        }
    }

    [Fact]
    public void Run_FromWithinAPart_IsRefusedAndTheTeamGoesOn()
    {
        using var team = new WorkerTeam(2);
        var empty = new Job((_, _) => { });
        Assert.Throws<InvalidOperationException>(() => team.Run(new Job((part, _) =>
        {
            if (part == 0)
                team.Run(empty);
        })));
        Assert.Throws<AggregateException>(() => team.Run(new Job((part, _) =>
        {
            if (part == 1)
                team.Run(empty);
        })));
        Assert.Throws<InvalidOperationException>(() => team.Run(new Job((part, _) =>
        {
            if (part == 0)
                team.Dispose();
        })));
        team.Run(empty);
    }

    // Also where the caller has to sleep for its helpers, the first time and every time: an event that is slept on makes an object of 24 bytes then.
    [Theory, InlineData(0), InlineData(1)]
    public void Run_OfAWarmTeam_AllocatesNothing(int helperMilliseconds)
    {
        using var team = new WorkerTeam(2);
        var empty = new Job((_, _) => { });
        for (var i = 0; i < 100; i++)
            team.Run(empty);
        var job = new Job((part, _) => Thread.Sleep(part * helperMilliseconds));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < (helperMilliseconds == 0 ? 20_000 : 20); i++)
            team.Run(job);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Team_OfAnAbsurdSize_IsRefused(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(threads));

    [Fact]
    public void Run_OfNothing_IsRefused() => Assert.Throws<ArgumentNullException>(() => WorkerTeam.Single.Run(null!));

    [Fact]
    public void Dispose_AtEveryMoment_EndsTheThreads()
    {
        for (var i = 0; i < 60; i++)
        {
            // Just started, looking for work, or asleep.
            var team = new WorkerTeam(4);
            if (i % 3 > 0)
                team.Run(new Job((_, _) => { }));
            if (i % 3 > 1)
                Thread.Sleep(2);
            team.Dispose();   // joins the threads: returns only if all of them end
            team.Dispose();
            Assert.Throws<ObjectDisposedException>(() => team.Run(new Job((_, _) => { })));
        }
    }

    [Fact]
    public void Dispose_OfSingle_IsHarmless()
    {
        WorkerTeam.Single.Dispose();
        var parts = 0;
        WorkerTeam.Single.Run(new Job((part, of) => parts += part + of));
        Assert.Equal(1, parts);
        Assert.Equal(1, WorkerTeam.Single.Threads);
    }

    [Fact]
    public void Team_ThatHasNothingToDo_UsesNoProcessor()
    {
        // Asleep is a state of a thread, not a matter of time: wait until all helpers are in it, however long that takes.
        using var team = new WorkerTeam(3);
        team.Run(new Job((_, _) => { }));
        Assert.True(SpinWait.SpinUntil(() => team.SleepingHelpers == 2, TimeSpan.FromSeconds(60)));
    }
}
