using System;

namespace Unroll.Experiments.Runs;

/// <summary>A run that cannot be started or gone on with. The message is one line: what, got, wanted, cure.</summary>
public sealed class RunException : Exception
{
    /// <summary>A run that cannot be started or gone on with.</summary>
    public RunException()
    {
    }

    /// <summary>A run that cannot be started or gone on with, and why.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>A run that cannot be started or gone on with, and why.</summary>
    public RunException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether it was asked for wrongly (a folder of another recipe, a file for a folder); else the run itself failed (disk full, damaged files). Default false.</summary>
    public bool IsMisuse { get; init; }
}
