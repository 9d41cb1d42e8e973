using System;
using System.Globalization;
using Unroll.Training.Collectives;

namespace Unroll.Mpi;

/// <summary>How processes work together.</summary>
public sealed record MpiOptions
{
    /// <summary>The environment variable with the time-out in seconds.</summary>
    public const string TimeoutVariable = "UNROLL_MPI_TIMEOUT";

    /// <summary>The environment variable that chooses the MPI library: <c>openmpi</c>, <c>mpich</c>, or a path.</summary>
    public const string LibraryVariable = "UNROLL_MPI_LIBRARY";

    /// <summary>The environment variable that says whether sums go on beside their callers' work: <c>1</c> or <c>0</c>.</summary>
    public const string OverlapVariable = "UNROLL_MPI_OVERLAP";

    /// <summary>
    /// The longest that a rank waits for the others while nothing moves, from 0.1 seconds to a day; 60 seconds unless said otherwise. A rank that is killed is noticed by <c>mpirun</c> at once;
    /// this is for one that hangs, and must be longer than what the slowest rank takes more for a step than the quickest. What one rank does alone (an evaluation, a checkpoint) is said beforehand,
    /// by <see cref="Training.Collectives.ICollective.ExpectDelay"/>, and waited for sixty times as long.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The order of sums, until <see cref="ICollective.UseOrder"/> says another.</summary>
    public SumOrder Order { get; init; } = SumOrder.Ordered;

    /// <summary>
    /// Whether sums that were begun go on beside their callers' work, on a thread of their own; null for where it pays: between hosts, where a network carries them. On one host it is the processors that carry them, which are busy.
    /// Rank 0's word holds for all.
    /// </summary>
    public bool? Overlap { get; init; }

    /// <summary>The MPI library: <c>openmpi</c>, <c>mpich</c>, or a path; null for the one that fits what started this process.</summary>
    public string? Library { get; init; }

    /// <summary>How long the end of MPI may take, when all work is done; longer only by a defect of MPI's.</summary>
    internal TimeSpan EndPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>These options with what the environment says of time-out, library and overlap.</summary>
    /// <exception cref="MpiException">The time-out is not a number of seconds in range, or the overlap neither 0 nor 1.</exception>
    public MpiOptions WithEnvironment()
    {
        var library = Environment.GetEnvironmentVariable(LibraryVariable);
        var timeout = Environment.GetEnvironmentVariable(TimeoutVariable);
        var options = string.IsNullOrEmpty(library) ? this : this with { Library = library };
        options = Environment.GetEnvironmentVariable(OverlapVariable) switch
        {
            null or "" => options,
            "1" => options with { Overlap = true },
            "0" => options with { Overlap = false },
            var word => throw new MpiException($"{OverlapVariable} is '{word}'; wanted is 1 or 0."),
        };
        if (string.IsNullOrEmpty(timeout))
            return options;
        if (!double.TryParse(timeout, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !IsInRange(seconds))
            throw new MpiException($"{TimeoutVariable} is '{timeout}'; wanted are seconds from 0.1 to 86400.");
        return options with { Timeout = TimeSpan.FromSeconds(seconds) };
    }

    internal void Validate()
    {
        if (!IsInRange(Timeout.TotalSeconds))
            throw new MpiException($"The time-out is {Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s; wanted are 0.1 to 86400 s.");
        if (Order is not (SumOrder.Ordered or SumOrder.Fast))
            throw new MpiException($"The order of sums is '{Order}'; known are Ordered and Fast.");
    }

    static bool IsInRange(double seconds) => seconds is >= 0.1 and <= 86_400;
}
