using System.Collections.Generic;
using Unroll.Mpi.Launching;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Tests.Launching;

public sealed class MpiLaunchTests
{
    [Fact]
    public void From_AnEmptyEnvironment_IsNull() => Assert.Null(MpiLaunch.From(_ => null));

    [Fact]
    public void From_OpenMpi_ReadsItsOwnAndNotSlurms() => Assert.Equal(
        new MpiLaunch(3, 5, 1, 2, MpiLauncher.OpenMpi),
        From("OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=5 OMPI_COMM_WORLD_LOCAL_RANK=1 OMPI_COMM_WORLD_LOCAL_SIZE=2 PMIX_RANK=3 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=2"));

    [Fact]
    public void From_Hydra_IsMpich() => Assert.Equal(
        new MpiLaunch(1, 2, 1, 2, MpiLauncher.Mpich), From("PMI_RANK=1 PMI_SIZE=2 PMI_FD=6 MPI_LOCALRANKID=1 MPI_LOCALNRANKS=2"));

    // mpirun of MPICH within a Slurm allocation starts its proxies with srun; the ranks are Hydra's.
    [Fact]
    public void From_HydraUnderSlurm_IsMpich() => Assert.Equal(
        new MpiLaunch(1, 4, 1, 2, MpiLauncher.Mpich), From("PMI_RANK=1 PMI_SIZE=4 MPI_LOCALRANKID=1 MPI_LOCALNRANKS=2 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=2"));

    // What srun of Slurm 22.05 sets with --mpi=pmi2 and with --mpi=pmix, as far as it tells of places.
    [Theory]
    [InlineData("PMI_FD=11 PMI_JOBID=2.0 PMI_RANK=5 PMI_SIZE=7 SLURM_MPI_TYPE=pmi2 ", MpiLauncher.SlurmPmi2, "2(x3),1", 2, 2)]
    [InlineData("PMIX_RANK=5 PMIX_NAMESPACE=slurm.pmix.3.0 SLURM_MPI_TYPE=pmix ", MpiLauncher.Slurm, "2(x3),1", 3, 1)]
    [InlineData("PMIX_RANK=5 PMIX_NAMESPACE=slurm.pmix.3.0 SLURM_MPI_TYPE=pmix ", MpiLauncher.Slurm, "7", 0, 7)]
    [InlineData("PMIX_RANK=5 ", MpiLauncher.Slurm, "what", 3, 0)]
    public void From_Srun_ReadsSlurmsPlace(string pmi, MpiLauncher launcher, string tasks, int node, int localSize) => Assert.Equal(
        new MpiLaunch(5, 7, 1, localSize, launcher), From(pmi + $"SLURM_PROCID=5 SLURM_STEP_NUM_TASKS=7 SLURM_LOCALID=1 SLURM_NODEID={node} SLURM_STEP_TASKS_PER_NODE={tasks}"));

    [Theory]
    [InlineData("SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_LOCALID=0")]            // a batch script: one process, whatever the job was granted
    [InlineData("SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=4 SLURM_LOCALID=1")]    // srun --mpi=none: four programs of their own
    [InlineData("PMI_RANK=0")]
    [InlineData("PMIX_RANK=0")]
    public void From_WhatIsNoMpiJob_IsNull(string environment) => Assert.Null(From(environment));

    [Theory]
    [InlineData(MpiLauncher.OpenMpi, "libmpi.so.40", "mpirun -n 5")]
    [InlineData(MpiLauncher.Mpich, "libmpich.so.12", "mpirun -n 5")]
    [InlineData(MpiLauncher.Slurm, "libmpi.so.40", "srun --mpi=pmix -n 5")]
    [InlineData(MpiLauncher.SlurmPmi2, "libmpich.so.12", "srun --mpi=pmi2 -n 5")]
    public void Launcher_SaysWhichLibraryAndHowToStartAgain(MpiLauncher launcher, string library, string start)
    {
        var launch = new MpiLaunch(0, 5, 0, 5, launcher);
        Assert.Equal(library, MpiLibrary.Candidates(null, launch)[0]);
        Assert.Equal(start, launch.StartedWith);
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4", "OMPI_COMM_WORLD_RANK is not set")]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=4", "OMPI_COMM_WORLD_RANK is '4'")]
    [InlineData("PMI_SIZE=0 PMI_RANK=0", "PMI_SIZE is '0'")]
    [InlineData("PMI_SIZE=2 PMI_RANK=-1", "PMI_RANK is '-1'")]
    public void From_DamagedVariables_SaysWhich(string environment, string words) => Assert.Contains(words, Assert.Throws<MpiException>(() => From(environment)).Message);

    static MpiLaunch? From(string environment)
    {
        var variables = new Dictionary<string, string>();
        foreach (var pair in environment.Split(' '))
            variables[pair.Split('=')[0]] = pair.Split('=')[1];
        return MpiLaunch.From(name => variables.GetValueOrDefault(name));
    }
}
