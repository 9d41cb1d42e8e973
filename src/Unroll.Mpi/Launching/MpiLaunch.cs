using System;
using System.Globalization;

namespace Unroll.Mpi.Launching;

/// <summary>
/// Which process of how many this is, from what the launcher left in the environment. No native call is made: a program that no launcher started learns so here and never loads MPI.
/// </summary>
/// <param name="Rank">This process's number, from 0.</param>
/// <param name="Size">Processes in all.</param>
/// <param name="LocalRank">This process's number among those of its host, from 0.</param>
/// <param name="LocalSize">Processes on this host; 0 where the launcher does not say.</param>
/// <param name="Launcher">What started it.</param>
public sealed record MpiLaunch(int Rank, int Size, int LocalRank, int LocalSize, MpiLauncher Launcher)
{
    /// <summary>What a job like this is started with, before its program: <c>mpirun -n 5</c>, <c>srun --mpi=pmix -n 5</c>.</summary>
    public string StartedWith => Launcher switch
    {
        MpiLauncher.Slurm => $"srun --mpi=pmix -n {Size}",
        MpiLauncher.SlurmPmi2 => $"srun --mpi=pmi2 -n {Size}",
        _ => $"mpirun -n {Size}",
    };

    /// <summary>This process's own place; null where no MPI launcher started it.</summary>
    /// <exception cref="MpiException">A variable is not what the launcher writes.</exception>
    public static MpiLaunch? FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>The place that these variables tell of; null where they are of no MPI launcher.</summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    /// <exception cref="MpiException">A variable is not what the launcher writes.</exception>
    public static MpiLaunch? From(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (variable("OMPI_COMM_WORLD_SIZE") is not null)
            return Read(variable, MpiLauncher.OpenMpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE");
        // A batch script under Slurm has SLURM_PROCID too; only a step that srun started counts its tasks, and only one with MPI has PMI.
        var speaksPmi = variable("PMI_RANK") is not null || variable("PMIX_RANK") is not null;
        if (speaksPmi && variable("SLURM_STEP_NUM_TASKS") is not null && variable("SLURM_PROCID") is not null && variable("MPI_LOCALNRANKS") is null)
            return Read(variable, variable("PMIX_RANK") is null ? MpiLauncher.SlurmPmi2 : MpiLauncher.Slurm, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", null) with { LocalSize = SlurmLocalSize(variable) };
        return variable("PMI_SIZE") is not null && variable("PMI_RANK") is not null
            ? Read(variable, MpiLauncher.Mpich, "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS")
            : null;
    }

    static MpiLaunch Read(Func<string, string?> variable, MpiLauncher launcher, string rankName, string sizeName, string localName, string? localSizeName)
    {
        var size = Whole(variable, sizeName, 1, int.MaxValue);
        var rank = Whole(variable, rankName, 0, size - 1);
        var localSize = localSizeName is not null && variable(localSizeName) is not null ? Whole(variable, localSizeName, 1, size) : 0;
        var localRank = variable(localName) is not null ? Whole(variable, localName, 0, size - 1) : rank;
        return new MpiLaunch(rank, size, localRank, localSize, launcher);
    }

    static int Whole(Func<string, string?> variable, string name, int least, int most)
    {
        var text = variable(name);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        throw new MpiException($"The environment variable {name} is {(text is null ? "not set" : $"'{text}'")}; a launcher of MPI programs writes a whole number from {least} to {most}. Unset it and its like where none was used.");
    }

    // "2(x3),1": two tasks on each of the first three hosts, one on the next.
    static int SlurmLocalSize(Func<string, string?> variable)
    {
        if (!int.TryParse(variable("SLURM_NODEID"), NumberStyles.None, CultureInfo.InvariantCulture, out var node))
            return 0;
        foreach (var group in (variable("SLURM_STEP_TASKS_PER_NODE") ?? "").Split(','))
        {
            var parts = group.TrimEnd(')').Split("(x");
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tasks))
                return 0;
            var hosts = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 1;
            if (node < hosts)
                return tasks;
            node -= hosts;
        }
        return 0;
    }
}
