using System;

namespace Unroll.Training.Collectives;

/// <summary>Ranks that must hold the same numbers do not; every rank is told the same. The message says which ranks, of what, at which step, and where the first difference lies.</summary>
public sealed class RanksDifferException : Exception
{
    /// <summary>Without a place.</summary>
    public RanksDifferException()
        : this("Ranks that must hold the same numbers do not.")
    {
    }

    /// <summary>With a message of one line.</summary>
    public RanksDifferException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and what it came from.</summary>
    public RanksDifferException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The first difference is at this element or soon after it (in the same 128th of the vector).</summary>
    public int FirstElement { get; init; }
}
