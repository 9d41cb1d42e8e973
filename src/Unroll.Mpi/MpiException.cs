using System;

namespace Unroll.Mpi;

/// <summary>MPI is not there, does not fit what started this process, or reports an error; the message says what to do.</summary>
public sealed class MpiException : Exception
{
    /// <summary>Without a cause.</summary>
    public MpiException()
        : this("MPI failed.")
    {
    }

    /// <summary>With a message of one line.</summary>
    public MpiException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and what it came from.</summary>
    public MpiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
