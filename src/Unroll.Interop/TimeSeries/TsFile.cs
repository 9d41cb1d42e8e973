using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Interop.TimeSeries;

/// <summary>A .ts file as a whole: series of one or more channels and, mostly, a label to each (the format of sktime and of the UEA and UCR archive, www.timeseriesclassification.com).</summary>
public sealed class TsFile
{
    TsFile(TsHeader header, int channels, IReadOnlyList<TsSeries> all) => (Header, Channels, All) = (header, channels, all);

    /// <summary>What the file says of itself.</summary>
    public TsHeader Header { get; }

    /// <summary>Channels of every series.</summary>
    public int Channels { get; }

    /// <summary>The series with their labels and lines, in the file's order; at least one.</summary>
    public IReadOnlyList<TsSeries> All { get; }

    /// <summary>The series, each <c>[step, channel]</c>; lengths may differ.</summary>
    public IEnumerable<float[,]> Series => All.Select(one => one.Values);

    /// <summary>The label of each series.</summary>
    /// <exception cref="InvalidOperationException">The file has no labels.</exception>
    public IEnumerable<string> Labels => Header.HasLabels ? All.Select(one => one.Label!) : throw new InvalidOperationException("This file has no labels (@classLabel false).");

    /// <summary>Reads a file into memory. Nothing that it says of its own size is believed: memory grows with what has been read, up to <see cref="TsOptions.MostValues"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The defaults where null.</param>
    /// <exception cref="TsException">It is no such file; the message, one line, names file and line.</exception>
    /// <exception cref="System.IO.IOException">It is not there or cannot be read.</exception>
    public static TsFile Read(string path, TsOptions? options = null)
    {
        using var reader = TsReader.Open(path, options);
        return Read(reader);
    }

    /// <summary>Reads what is left in a reader.</summary>
    /// <exception cref="TsException">It is no such file, or has no series.</exception>
    public static TsFile Read(TsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var all = new List<TsSeries>();
        while (reader.Next() is { } series)
            all.Add(series);
        return all.Count > 0 ? new TsFile(reader.Header, all[0].Values.GetLength(1), all) : throw new TsException($"{reader.Name}: has no series after its @data line.");
    }
}
