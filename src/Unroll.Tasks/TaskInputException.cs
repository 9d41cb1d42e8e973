using System;

namespace Unroll.Tasks;

/// <summary>A typed sequence that is none of the task's. The message is one line: what it has, and what is wanted.</summary>
public sealed class TaskInputException : Exception
{
    /// <summary>A sequence that cannot be read.</summary>
    public TaskInputException()
    {
    }

    /// <summary>A sequence that cannot be read, and why.</summary>
    public TaskInputException(string message)
        : base(message)
    {
    }

    /// <summary>A sequence that cannot be read, and why.</summary>
    public TaskInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
