namespace Unroll.Mpi.Exchange;

/// <summary>Why nothing goes on.</summary>
/// <param name="Speaker">The rank that says it to people.</param>
/// <param name="Message">One line.</param>
sealed record Failure(int Speaker, string Message);
