using System;

namespace Unroll;

/// <summary>An estimator was asked for an answer before it had learnt anything.</summary>
public sealed class NotFittedException : InvalidOperationException
{
    /// <summary>The usual message.</summary>
    public NotFittedException()
        : this("This estimator has learnt nothing yet; call Fit, or Load a saved one.")
    {
    }

    /// <summary>A message of one line.</summary>
    public NotFittedException(string message)
        : base(message)
    {
    }

    /// <summary>A message of one line and a cause.</summary>
    public NotFittedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
