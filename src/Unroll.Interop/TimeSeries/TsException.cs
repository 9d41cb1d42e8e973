using System;

namespace Unroll.Interop.TimeSeries;

/// <summary>A .ts file that cannot be read. The message is one line: file, line, what is wrong and what was wanted.</summary>
public sealed class TsException : Exception
{
    /// <summary>A file that cannot be read.</summary>
    public TsException()
    {
    }

    /// <summary>A file that cannot be read, and why.</summary>
    public TsException(string message)
        : base(message)
    {
    }

    /// <summary>A file that cannot be read, and why.</summary>
    public TsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
