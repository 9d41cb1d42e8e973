using System.Collections.Generic;

namespace Unroll.Mpi.Exchange;

/// <summary>Why nothing goes on.</summary>
/// <param name="Speaker">The rank that says it to people.</param>
/// <param name="Message">One line.</param>
sealed record Failure(int Speaker, string Message)
{
    /// <summary>Ranks that this one waited for in vain: no answer of theirs is waited for again.</summary>
    internal IReadOnlyList<int> Absent { get; init; } = [];
}
