namespace Unroll.Mpi.Launching;

/// <summary>What starts the processes of a job.</summary>
public enum MpiLauncher
{
    /// <summary><c>mpirun</c> of Open MPI.</summary>
    OpenMpi = 0,

    /// <summary><c>mpirun</c> of MPICH (Hydra), or another that speaks PMI.</summary>
    Mpich = 1,

    /// <summary><c>srun --mpi=pmix</c> of Slurm, which Open MPI understands.</summary>
    Slurm = 2,

    /// <summary><c>srun --mpi=pmi2</c> of Slurm, which MPICH understands.</summary>
    SlurmPmi2 = 3,
}
