using Unroll.Training.Collectives;

namespace Unroll.Mpi.Exchange;

/// <summary>Sums at rest, of the kind that fits ranks, order and numbers.</summary>
sealed class SumPool(Wire wire, SumOrder order)
{
    /// <summary>The order of the sums that are rented from now on.</summary>
    internal SumOrder Order { get; set; } = order;

    readonly OperationPool<SumOperation> _ordered = new(() => new SliceSum(wire));
    readonly OperationPool<SumOperation> _fast = new(() => new FastSum(wire));

    internal SumOperation Rent<T>(int count)
        where T : unmanaged => (IsFast<T>(count) ? _fast : _ordered).Rent();

    internal void Return(SumOperation sum)
    {
        sum.Release();
        (sum is FastSum ? _fast : _ordered).Return(sum);
    }

    // A short vector goes with the opening, in order: nothing is faster.
    unsafe bool IsFast<T>(int count)
        where T : unmanaged => Order == SumOrder.Fast && (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && (long)count * sizeof(T) > Operation.MostPayload;
}
