namespace Unroll.Mpi;

/// <summary>In which order the vectors of the ranks are added.</summary>
public enum SumOrder
{
    /// <summary>In the order of ranks: the bits of <see cref="Training.Collectives.InProcess"/>, whatever MPI is in use.</summary>
    Ordered = 0,

    /// <summary>As <c>MPI_Allreduce</c> likes: the bits depend on the MPI in use, the number of ranks and the length. Vectors of other numbers than float and double are added in order all the same.</summary>
    Fast = 1,
}
