using System;

namespace Unroll;

/// <summary>A file that holds no model that could be loaded: not a model, of another kind, damaged or cut off. The message is one line: the file, what was found, what was wanted.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>No message.</summary>
    public ModelFileException()
    {
    }

    /// <summary>A message of one line.</summary>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>A message of one line and a cause.</summary>
    public ModelFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
