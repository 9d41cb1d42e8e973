using System;
using System.Threading;
using Unroll.Numerics.Threading;

namespace Unroll.Numerics.Tests.Threading;

public sealed class TeamBarrierTests
{
    sealed class Job(Action<int> body) : ITeamJob
    {
        public void Execute(int part, int parts) => body(part);
    }

    [Theory]
    [InlineData(2, 5_000)]
    [InlineData(3, 2_000)]
    [InlineData(7, 500)]
    public void Meet_RoundAfterRound_ShowsEachPartWhatAllWroteBefore(int parts, int rounds)
    {
        using var team = new WorkerTeam(parts);
        var barrier = new TeamBarrier(parts);
        var written = new int[2, parts];
        var wrong = 0;
        team.Run(new Job(part =>
        {
            for (var round = 1; round <= rounds; round++)
            {
                // Some parts come late enough for the others to fall asleep.
                Thread.SpinWait((round * 31 + part * 977) % 1500);
                written[round & 1, part] = round;
                barrier.Meet();
                for (var other = 0; other < parts; other++)
                {
                    if (written[round & 1, other] != round)
                        Interlocked.Increment(ref wrong);
                }
            }
        }));
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Break_WhileAnotherWaits_WakesIt()
    {
        using var team = new WorkerTeam(2);
        var barrier = new TeamBarrier(2);
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(new Job(part =>
        {
            if (part == 0)
                barrier.Meet();
            else
                barrier.Break();
        })));
        Assert.StartsWith("A part of a job failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Meet_AfterABreak_LetsNobodyThrough()
    {
        // One part came and the other never will: were it still counted, the next to come alone would pass for both.
        using var team = new WorkerTeam(2);
        var barrier = new TeamBarrier(2);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Job(part =>
        {
            if (part == 0)
                barrier.Meet();
            else
                barrier.Break();
        })));
        Assert.Throws<InvalidOperationException>(barrier.Meet);
        Assert.Throws<InvalidOperationException>(barrier.Meet);
    }
}
