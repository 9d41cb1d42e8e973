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
}
