using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Cli.Ranks;

namespace Unroll.Cli.Tests.Ranks;

/// <summary>What launchers say, word for word as Open MPI 4.1 and MPICH 4.0 said it, told from what processes say.</summary>
public sealed class LauncherNoticesTests
{
    const string OpenMpiKilled =
        """
        --------------------------------------------------------------------------
        Primary job  terminated normally, but 1 process returned
        a non-zero exit code. Per user-direction, the job has been aborted.
        --------------------------------------------------------------------------
        --------------------------------------------------------------------------
        mpirun.openmpi noticed that process rank 1 with PID 0 on node vm exited on signal 9 (Killed).
        --------------------------------------------------------------------------

        """;

    const string OpenMpiLeft =
        """
        --------------------------------------------------------------------------
        mpirun detected that one or more processes exited with non-zero status, thus causing
        the job to be terminated. The first process to do so was:

          Process name: [[16133,1],2]
          Exit code:    134
        --------------------------------------------------------------------------

        """;

    const string MpichKilled =
        """

        ===================================================================================
        =   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
        =   PID 9333 RUNNING AT vm
        =   EXIT CODE: 9
        =   CLEANING UP REMAINING PROCESSES
        =   YOU CAN IGNORE THE BELOW CLEANUP MESSAGES
        ===================================================================================
        YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)
        This typically refers to a problem with your application.
        Please see the FAQ page for debugging suggestions

        """;

    const string MpichLeft =
        """

        ===================================================================================
        =   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
        =   PID 9333 RUNNING AT vm
        =   EXIT CODE: 134
        =   CLEANING UP REMAINING PROCESSES
        =   YOU CAN IGNORE THE BELOW CLEANUP MESSAGES
        ===================================================================================

        """;

    static readonly Dictionary<int, int> s_ranks = new() { [9333] = 1, [9334] = 2 };

    static (string People, string Kept) Read(string text, bool isError)
    {
        var notices = new LauncherNotices();
        using var people = new StringWriter { NewLine = "\n" };
        notices.Read(new StringReader(text), people, isError);
        return (people.ToString(), notices.Kept);
    }

    [Theory]
    [InlineData(OpenMpiKilled, "rank 1 of 3 was ended by signal 9 (Killed), by somebody or by a system short of memory")]
    [InlineData(OpenMpiLeft, "rank 2 of 3 ended with exit code 134")]
    [InlineData(MpichKilled, "rank 1 of 3 was ended by signal 9 (Killed), by somebody or by a system short of memory")]
    [InlineData(MpichLeft, "rank 1 of 3 ended with exit code 134")]
    public void Notice_OfAProcessThatEnded_IsKeptAndItsCauseFound(string notice, string cause)
    {
        var (people, kept) = Read("epoch 1\n" + notice, isError: true);
        Assert.Equal(("epoch 1\n", cause), (people, LauncherNotices.Cause(kept, s_ranks, [], 3)));
    }

    const string WasKilled = " of 3 was ended by signal 9 (Killed), by somebody or by a system short of memory";
    const string WithoutAWord = " of 3 ended without a word (killed, by somebody or by a system short of memory, or crashed)";

    // Both notices name rank 1, as the first that ended, as one of those that the launcher ended after it, after one that had done its part, and where the system tells nothing of it.
    [Theory]
    [InlineData(OpenMpiKilled, "1 0 2", "rank 1" + WasKilled)]
    [InlineData(MpichKilled, "1 0 2", "rank 1" + WasKilled)]
    [InlineData(OpenMpiKilled, "2 1 0", "rank 2" + WithoutAWord)]
    [InlineData(MpichKilled, "0 1 2", "rank 0" + WithoutAWord)]
    [InlineData(MpichLeft, "2 1 0", "rank 2" + WithoutAWord)]
    [InlineData(MpichKilled, "0! 1 2", "rank 1" + WasKilled)]
    [InlineData(MpichKilled, "0! 2 1", "rank 2" + WithoutAWord)]
    [InlineData(MpichKilled, "1! 0 2", "rank 1" + WasKilled)]
    [InlineData(OpenMpiKilled, "0 2", "rank 1" + WasKilled)]
    public void Cause_IsTheRankThatEndedFirst_WhateverTheLauncherNames(string notice, string order, string cause) =>
        Assert.Equal(cause, LauncherNotices.Cause(notice, s_ranks, [.. order.Split(' ').Select(one => new EndedRank(one[0] - '0', HadDone: one.EndsWith('!')))], 3));

    [Fact]
    public void Cause_OfAProcessOnAnotherHost_NamesProcessAndHost() =>
        Assert.Equal("process 9333 on vm was ended by signal 9 (Killed), by somebody or by a system short of memory", LauncherNotices.Cause(MpichKilled, new Dictionary<int, int>(), [new(0, HadDone: false)], 3));

    [Fact]
    public void Cause_ThatIsNotSaid_IsNull() => Assert.Null(LauncherNotices.Cause("There are not enough slots available in the system.\n", s_ranks, [], 3));

    [Fact]
    public void Line_OfAProcessWithinANotice_GoesToPeople()
    {
        var (people, kept) = Read(OpenMpiKilled + "unroll: rank 2: why\n[vm:11] 2 more processes have sent help message\n", isError: true);
        Assert.Equal("unroll: rank 2: why\n", people);
        Assert.EndsWith("[vm:11] 2 more processes have sent help message\n", kept, StringComparison.Ordinal);
    }

    // Open MPI looks for networks as it starts, and has much to say where it finds none.
    [Fact]
    public void Output_AfterANoticeAtTheStart_GoesToPeople()
    {
        const string Rule = "--------------------------------------------------------------------------\n";
        var (people, kept) = Read(Rule + "[[4711,1],0]: A high-performance Open MPI point-to-point messaging module\nwas unable to find any relevant network interfaces:\n" + Rule + "epoch 1\n\nepoch 2\n" + OpenMpiKilled, isError: true);
        Assert.Equal("epoch 1\n\nepoch 2\n", people);
        Assert.Contains("unable to find any", kept, StringComparison.Ordinal);
        Assert.EndsWith(OpenMpiKilled, kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[vm:10704] [[17710,0],0] ORTE_ERROR_LOG: Out of resource in file show_help.c at line 501\n")]
    [InlineData("Abort(1) on node 0 (rank 0 in comm 0): application called MPI_Abort(MPI_COMM_WORLD, 1) - process 0\n")]
    [InlineData("mpirun.openmpi: Forwarding signal 18 to job\n")]
    public void Line_OfALauncherAlone_IsKept(string line) => Assert.Equal(("unroll: why\nepoch 2\n", line), Read("unroll: why\n" + line + "epoch 2\n", isError: true));

    [Theory]
    [InlineData("a\n\n\nb\n")]
    [InlineData("a\n\n")]
    [InlineData("\n===================================================================================\nscores\n")]
    [InlineData("--------------------------------------------------------------------------\na table\n")]
    public void Output_OfProcesses_IsLeftAsItIs(string text) => Assert.Equal((text, ""), Read(text, isError: false));

    [Fact]
    public void People_WhoCannotBeReached_AreAnErrorOnceAllIsRead()
    {
        using var launcher = new StringReader("a\nb\nc\n");
        Assert.Throws<ObjectDisposedException>(() =>
        {
            var people = new StringWriter();
            people.Dispose();
            new LauncherNotices().Read(launcher, people, isError: false);
        });
        Assert.Equal(-1, launcher.Peek());
    }
}
