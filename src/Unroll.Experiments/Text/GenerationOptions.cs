using System;
using System.Globalization;
using Unroll.Networks.Streaming;

namespace Unroll.Experiments.Text;

/// <summary>How a text model speaks.</summary>
public sealed record GenerationOptions
{
    /// <summary>Most symbols that are spoken (of a vocabulary of characters: characters): 1 to 100,000,000. Default 500.</summary>
    public int Length
    {
        get;
        init => field = value is >= 1 and <= 100_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Length), string.Create(CultureInfo.InvariantCulture, $"Length is {value}; it must be from 1 to 100,000,000."));
    } = 500;

    /// <summary>How each symbol is chosen.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Text that ends what is spoken as soon as it has come, and is not part of it; nothing does where null.</summary>
    public string? Stop
    {
        get;
        init => field = value is null or { Length: > 0 } ? value : throw new ArgumentException("Stop is empty; give the text to stop at, or null.", nameof(Stop));
    }

    /// <summary>Seed of everything that is chosen by chance. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Which of a seed's streams is spoken, 0 or more: stream i of many spoken at once is stream i spoken alone. Default 0.</summary>
    public int Stream
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Stream), value, "Give the number of a stream, 0 or more.");
    }
}
