namespace Unroll.Training.Collectives;

/// <summary>In which order the vectors of the workers are added.</summary>
public enum SumOrder
{
    /// <summary>In the order of ranks: the bits of <see cref="InProcess"/>, whatever carries the vectors.</summary>
    Ordered = 0,

    /// <summary>As what carries the vectors likes (<c>MPI_Allreduce</c>): the bits depend on it, on the number of ranks and on the length. Where there is no such choice it is the same as <see cref="Ordered"/>.</summary>
    Fast = 1,
}
