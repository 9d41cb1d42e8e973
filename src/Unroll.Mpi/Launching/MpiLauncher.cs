namespace Unroll.Mpi.Launching;

/// <summary>What starts the processes of a job.</summary>
public enum MpiLauncher
{
    /// <summary><c>mpirun</c> of Open MPI.</summary>
    OpenMpi = 0,

    /// <summary><c>mpirun</c> of MPICH (Hydra), or another that speaks PMI.</summary>
    Mpich = 1,

    /// <summary><c>srun</c> of Slurm, with PMI2 or PMIx.</summary>
    Slurm = 2,
}
