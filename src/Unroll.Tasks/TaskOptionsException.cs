using System;

namespace Unroll.Tasks;

/// <summary>Options of a task that do not fit together, or ask for more than there is. The message is one line that begins with the option's name.</summary>
public sealed class TaskOptionsException : Exception
{
    /// <summary>Options that cannot be used.</summary>
    public TaskOptionsException()
    {
    }

    /// <summary>Options that cannot be used, and why.</summary>
    public TaskOptionsException(string message)
        : base(message)
    {
    }

    /// <summary>Options that cannot be used, and why.</summary>
    public TaskOptionsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
