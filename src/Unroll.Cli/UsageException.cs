using System;

namespace Unroll.Cli;

/// <summary>The command line asks for something that cannot be: one line, exit code 2.</summary>
sealed class UsageException : Exception
{
    /// <summary>What it got, what it wanted, what to do: one line.</summary>
    public UsageException(string message)
        : base(message)
    {
    }
}
