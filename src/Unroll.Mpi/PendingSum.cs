using Unroll.Mpi.Exchange;

namespace Unroll.Mpi;

/// <summary>A sum on its way; see <see cref="MpiCollective.BeginSum{T}"/>. Its default has nothing to wait for.</summary>
public readonly struct PendingSum
{
    internal PendingSum(SumOperation operation, long sequence)
    {
        Operation = operation;
        Sequence = sequence;
    }

    internal SumOperation? Operation { get; }

    internal long Sequence { get; }
}
