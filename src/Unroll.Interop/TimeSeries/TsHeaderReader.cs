using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll.Interop.TimeSeries;

/// <summary>Reads what stands before the series: comments, and keys that begin with @. Keys that are not known are passed over: files carry more of them than any list.</summary>
sealed class TsHeaderReader(TsBytes bytes)
{
    const int MostLineBytes = 4 * 1024 * 1024;

    readonly Dictionary<string, (string Value, long Line)> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads up to and with the @data line.</summary>
    /// <exception cref="TsException">There is none, or a key says what cannot be.</exception>
    public TsHeader Read()
    {
        SkipMark();
        while (true)
        {
            bytes.SkipBlanks();
            var line = bytes.Line;
            switch (bytes.Peek())
            {
                case '#':
                    bytes.SkipLine();
                    continue;
                case '@':
                    if (TakeKey(line))
                        return Header();
                    continue;
                case -1:
                    throw bytes.Refused(line, $"the file ends without a @data line; is it cut short?");
                case var other:
                    throw bytes.Refused(line, $"begins with {(other is > 32 and < 127 ? $"'{(char)other}'" : $"byte 0x{other:X2}")}; before @data stand lines with @ or # (a compressed file must be unpacked first)");
            }
        }
    }

    void SkipMark()
    {
        foreach (var mark in (ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])
        {
            if (bytes.Peek() == mark)
                bytes.Move();
        }
    }

    bool TakeKey(long line)
    {
        var text = bytes.TakeLine(MostLineBytes)[1..];
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        var (key, value) = end < 0 ? (text, "") : (text[..end], text[end..].Trim());
        if (key.Length == 0)
            throw bytes.Refused(line, $"has an @ without a key behind it");
        if (key.Equals("data", StringComparison.OrdinalIgnoreCase))
            return true;
        key = key.ToLowerInvariant() switch { "dimension" => "dimensions", var one => one };
        if (_keys.TryGetValue(key, out var before))
            throw bytes.Refused(line, $"says @{TsBytes.Shown(key).Trim('\'')} again, which line {before.Line} said");
        if (_keys.Count >= 1000)
            throw bytes.Refused(line, $"is the header's 1,001st key; a header has a dozen");
        _keys[key] = (value, line);
        return false;
    }

    TsHeader Header()
    {
        if (Truth("timeStamps"))
            throw bytes.Refused(_keys["timeStamps"].Line, $"says that values have time stamps; only values without them are read");
        var labels = LabelsOf();
        var header = new TsHeader
        {
            Problem = _keys.TryGetValue("problemName", out var name) ? name.Value : "",
            Channels = ChannelsOf(),
            Steps = Count("seriesLength"),
            HasEqualLengths = Truth("equalLength"),
            HasLabels = labels is not null || Truth("targetLabel"),
            Labels = labels ?? [],
        };
        return header;
    }

    int ChannelsOf()
    {
        var channels = Count("dimensions");
        if (!Truth("univariate"))
            return channels;
        return channels <= 1 ? 1 : throw bytes.Refused(_keys["dimensions"].Line, $"says {channels} dimensions, and line {_keys["univariate"].Line} that the series are univariate");
    }

    // Null where series have none; empty where they may have any.
    string[]? LabelsOf()
    {
        if (!_keys.TryGetValue("classLabel", out var key))
            return null;
        var words = key.Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !bool.TryParse(words[0], out var has))
            throw bytes.Refused(key.Line, $"@classLabel is {TsBytes.Shown(key.Value)}; it is true and the labels, or false");
        if (!has)
            return null;
        var twice = words.Skip(1).GroupBy(word => word).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? words[1..] : throw bytes.Refused(key.Line, $"@classLabel has the label {TsBytes.Shown(twice.Key)} twice");
    }

    bool Truth(string key)
    {
        if (!_keys.TryGetValue(key, out var found))
            return false;
        return bool.TryParse(found.Value, out var truth) ? truth : throw bytes.Refused(found.Line, $"@{key} is {TsBytes.Shown(found.Value)}; it is true or false");
    }

    // Only ever compared with what is found: a size in a header costs no memory.
    int Count(string key)
    {
        if (!_keys.TryGetValue(key, out var found))
            return 0;
        return int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw bytes.Refused(found.Line, $"@{key} is {TsBytes.Shown(found.Value)}; it is a whole number from 1");
    }
}
