using System;

namespace Unroll.Interop.TimeSeries;

/// <summary>How a .ts file is read.</summary>
public sealed record TsOptions
{
    /// <summary>What becomes of missing values. Default: the file is refused.</summary>
    public TsMissing Missing { get; init; }

    /// <summary>Most values to take into memory, 1 to 2,000,000,000; a series counts 32 more than it has. A file with more is refused before it costs more. Default 100,000,000: about 400 MB.</summary>
    public int MostValues
    {
        get;
        init => field = value is >= 1 and <= 2_000_000_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"MostValues is {value}; it is from 1 to 2,000,000,000.");
    } = 100_000_000;
}
