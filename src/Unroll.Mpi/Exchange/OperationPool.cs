using System;
using System.Collections.Generic;

namespace Unroll.Mpi.Exchange;

/// <summary>Operations of one kind that are at rest, so that a call allocates nothing after the first. Not for two threads at once.</summary>
sealed class OperationPool<TOperation>(Func<TOperation> make)
    where TOperation : Operation
{
    readonly Stack<TOperation> _resting = [];

    internal TOperation Rent() => _resting.TryPop(out var operation) ? operation : make();

    internal void Return(TOperation operation) => _resting.Push(operation);
}
