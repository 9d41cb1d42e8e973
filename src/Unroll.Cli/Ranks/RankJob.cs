using System;
using System.IO;
using System.Linq;
using Unroll.Mpi;
using Unroll.Mpi.Launching;
using Unroll.Training.Collectives;

namespace Unroll.Cli.Ranks;

/// <summary>This process among those that <c>mpirun</c> or <c>srun</c> started together; alone where none did. MPI itself is loaded when the work that needs it begins.</summary>
sealed class RankJob(MpiLaunch? launch) : IDisposable
{
    MpiCollective? _collective;

    /// <summary>A process that nobody started together with others.</summary>
    public static RankJob Alone { get; } = new(null);

    /// <summary>This process's number, from 0.</summary>
    public int Rank => launch?.Rank ?? 0;

    /// <summary>Processes in all.</summary>
    public int Size => launch?.Size ?? 1;

    /// <summary>What a job like this is started with by hand, before its program.</summary>
    public string StartedWith => launch?.StartedWith ?? "";

    /// <summary>Whether this is the one that prints and writes.</summary>
    public bool Leads => Rank == 0;

    /// <summary>Whether this process is the one to say what went wrong. Of those that fail together it is one; a rank that has not met the others yet leaves it to rank 0, who finds the same.</summary>
    public bool Speaks => _collective is null ? Leads : (_collective.Speaker ?? Rank) == Rank;

    /// <summary>What a line of this rank begins with.</summary>
    public string Prefix => Leads ? "" : $"rank {Rank}: ";

    /// <summary>Processes that share this host with this one, itself among them; 1 where the launcher does not say.</summary>
    public int ProcessesHere => Math.Max(1, launch?.LocalSize ?? 1);

    /// <summary>This process's share of the processors that it may use: all of them where its launcher has bound it to some of its host's.</summary>
    public int ShareOf(int processors) => launch is { LocalSize: > 1 } && processors >= ProcessorsOfHost(processors) ? Math.Max(1, processors / launch.LocalSize) : processors;

    // What is there, whatever this process may use of it.
    static int ProcessorsOfHost(int processors)
    {
        const string Processors = "/proc/cpuinfo";
        return File.Exists(Processors) ? File.ReadLines(Processors).Count(line => line.StartsWith("processor", StringComparison.Ordinal)) : processors;
    }

    /// <summary>The ranks, to work with; the first call waits for all of them.</summary>
    /// <exception cref="MpiException">There is no MPI, or not the one of the launcher.</exception>
    public ICollective Join() => Size == 1 ? new SingleProcess() : _collective ??= MpiCollective.Start();

    /// <summary>Tells the other ranks that this one cannot go on; nothing where they know.</summary>
    public void Fail(Exception reason)
    {
        if (reason is not (CollectiveAbortedException or RanksDifferException))
            _collective?.Abort(reason);
    }

    /// <summary>Leaves, together with the others: rank 0 may still have to write what came of it.</summary>
    public void Dispose()
    {
        if (!Leads)
            _collective?.ExpectDelay();
        _collective?.Dispose();
    }
}
