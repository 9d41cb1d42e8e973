using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Unroll.Interop.TimeSeries;

/// <summary>Reads a .ts file series by series, holding one at a time. Lengths may differ from series to series; inside one all channels are equally long.</summary>
public sealed class TsReader : IDisposable
{
    const int OverheadOfSeries = 32;   // what an array, its label and its place in a list cost beside its values

    readonly Stream _stream;
    readonly TsBytes _bytes;
    readonly TsOptions _options;
    readonly TsLine _line;
    readonly Dictionary<string, string> _labels;
    int _channels, _steps;
    long _taken;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file's bytes; the reader disposes of it.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="options">The defaults where null.</param>
    /// <exception cref="TsException">It is no .ts file.</exception>
    public TsReader(Stream stream, string name, TsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (_stream, Name, _options) = (stream, name, options ?? new TsOptions());
        try
        {
            _bytes = new TsBytes(stream, name);
            Header = new TsHeaderReader(_bytes).Read();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        _line = new TsLine(_bytes, _options.Missing);
        (_channels, _steps) = (Header.Channels, Header.Steps);
        _labels = Header.Labels.ToDictionary(label => label);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="TsException">It is no .ts file.</exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public static TsReader Open(string path, TsOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new TsReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path, options);
    }

    /// <summary>How messages name the file.</summary>
    public string Name { get; }

    /// <summary>What the file says of its series.</summary>
    public TsHeader Header { get; }

    /// <summary>The next series; null after the last.</summary>
    /// <exception cref="TsException">The line holds no such series.</exception>
    public TsSeries? Next()
    {
        _bytes.SkipBlanks();
        while (_bytes.Peek() == '#')
        {
            _bytes.SkipLine();
            _bytes.SkipBlanks();
        }
        if (_bytes.Peek() < 0)
            return null;
        var number = _bytes.Line;
        var left = _options.MostValues - _taken - OverheadOfSeries;
        _line.Read(_channels, Header.HasLabels, left);
        RequireShape(number);
        (_channels, _taken) = (_line.Channels, _taken + OverheadOfSeries + _line.Values.Length);
        return new TsSeries(_line.ToArray(), LabelOf(number), number);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    void RequireShape(long number)
    {
        if (_channels > 0 && _line.Channels != _channels)
            throw _bytes.Refused(number, $"has {_line.Channels} channels, where {_channels} are wanted; is the file cut short?");
        if (_steps > 0 && _line.Steps != _steps)
            throw _bytes.Refused(number, $"has {_line.Steps} values a channel, where {_steps} are wanted ({(Header.Steps > 0 ? "@seriesLength" : "@equalLength true")})");
        _steps = Header.Steps > 0 || Header.HasEqualLengths ? _line.Steps : 0;
    }

    string? LabelOf(long number)
    {
        if (_line.Label is not { } label || Header.Labels.Count == 0)
            return _line.Label;
        return _labels.TryGetValue(label, out var known) ? known : throw _bytes.Refused(number, $"has the label {TsBytes.Shown(label)}, which @classLabel does not list; is the file cut short?");
    }
}
