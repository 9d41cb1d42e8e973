using System;

namespace Unroll.Training.Collectives;

/// <summary>Another worker failed or gave up, so this one cannot go on; the inner exception is its reason.</summary>
public sealed class CollectiveAbortedException : Exception
{
    /// <summary>Without a reason.</summary>
    public CollectiveAbortedException()
        : this("Another worker gave up.")
    {
    }

    /// <summary>With a message of one line.</summary>
    public CollectiveAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and the other worker's reason.</summary>
    public CollectiveAbortedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
