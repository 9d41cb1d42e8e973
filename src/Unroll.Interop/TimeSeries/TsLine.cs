using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Unroll.Interop.TimeSeries;

/// <summary>One line of data: channels with colons between them, values with commas, and behind the last colon the label. Read byte by byte: a line that does not end costs no more than it may.</summary>
sealed class TsLine(TsBytes bytes, TsMissing missing)
{
    const int MostWordBytes = 512;

    readonly List<float> _values = [];   // channel by channel
    readonly byte[] _word = new byte[MostWordBytes];
    int _wordBytes, _ofChannel, _missingAtStart;
    long _number;

    /// <summary>Channels of the line read last.</summary>
    public int Channels { get; private set; }

    /// <summary>Values of each of its channels.</summary>
    public int Steps { get; private set; }

    /// <summary>Its label; null without.</summary>
    public string? Label { get; private set; }

    /// <summary>Its values, channel by channel.</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Its values <c>[step, channel]</c>.</summary>
    public float[,] ToArray()
    {
        var array = new float[Steps, Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var step = 0; step < Steps; step++)
                array[step, channel] = _values[channel * Steps + step];
        }
        return array;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="mostChannels">Channels there must be; 0 for any.</param>
    /// <param name="hasLabel">Whether the last field is a label.</param>
    /// <param name="mostValues">Values it may have.</param>
    public void Read(int mostChannels, bool hasLabel, long mostValues)
    {
        _number = bytes.Line;
        (Channels, Steps, Label, _ofChannel, _missingAtStart) = (0, 0, null, 0, 0);
        _values.Clear();
        while (true)
        {
            var end = TakeWord();
            if (end == ',' || end == ':' || !hasLabel)
            {
                if (mostChannels > 0 && Channels == mostChannels)
                    throw Refused($"has more than {mostChannels} channels");
                if (_values.Count >= mostValues)
                    throw Refused($"has more values than may be taken; raise TsOptions.MostValues if the file is right");
                AddValue();
                if (end != ',')
                    EndChannel();
            }
            else
            {
                EndWithLabel();
            }
            if (end is '\n' or -1)
                return;
        }
    }

    // A word up to a comma, a colon, or the end of the line or file; gives what it ended with.
    int TakeWord()
    {
        _wordBytes = 0;
        while (true)
        {
            var next = bytes.Peek();
            if (next >= 0)
                bytes.Move();
            if (next is ',' or ':' or '\n' or -1)
            {
                while (_wordBytes > 0 && _word[_wordBytes - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
                    _wordBytes--;
                return next;
            }
            if (_wordBytes == 0 && next is ' ' or '\t')
                continue;
            if (_wordBytes == MostWordBytes)
                throw Refused($"channel {Channels + 1}, value {_ofChannel + 1}: {TsBytes.Shown(_word)} does not end; a value or label has at most {MostWordBytes} bytes");
            _word[_wordBytes++] = (byte)next;
        }
    }

    void AddValue()
    {
        var word = _word.AsSpan(0, _wordBytes);
        if (word.SequenceEqual("?"u8) || Ascii.EqualsIgnoreCase(word, "nan"u8))
        {
            AddMissing(word);
            return;
        }
        if (word.IsEmpty)
            throw Refused($"channel {Channels + 1}, value {_ofChannel + 1} is empty");
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw Refused($"channel {Channels + 1}, value {_ofChannel + 1}: {TsBytes.Shown(word)} is no number");
        if (!float.IsFinite((float)value))
            throw Refused($"channel {Channels + 1}, value {_ofChannel + 1}: {TsBytes.Shown(word)} is not finite in 32 bits");
        for (; _missingAtStart > 0; _missingAtStart--)
            _values[_values.Count - _missingAtStart] = (float)value;
        _values.Add((float)value);
        _ofChannel++;
    }

    void AddMissing(ReadOnlySpan<byte> word)
    {
        if (missing == TsMissing.Refuse)
            throw Refused($"channel {Channels + 1}, value {_ofChannel + 1}: {TsBytes.Shown(word)} is a missing value; choose what becomes of those (TsOptions.Missing)");
        if (missing == TsMissing.Carry && _ofChannel == _missingAtStart)
            _missingAtStart++;
        _values.Add(missing == TsMissing.Carry && _missingAtStart == 0 ? _values[^1] : float.NaN);
        _ofChannel++;
    }

    void EndChannel()
    {
        if (_missingAtStart > 0)
            throw Refused($"channel {Channels + 1} has no value that is not missing");
        if (Channels == 0)
            Steps = _ofChannel;
        if (_ofChannel != Steps)
            throw Refused($"channel {Channels + 1} has {_ofChannel} values, channel 1 has {Steps}; is the file cut short?");
        (Channels, _ofChannel) = (Channels + 1, 0);
    }

    void EndWithLabel()
    {
        if (_ofChannel > 0 || Channels == 0)
            throw Refused($"ends in channel {Channels + 1} without a label; is the file cut short?");
        if (_wordBytes == 0)
            throw Refused($"has no label behind its last colon; is the file cut short?");
        Label = Encoding.UTF8.GetString(_word.AsSpan(0, _wordBytes));
    }

    TsException Refused(FormattableString what) => bytes.Refused(_number, what);
}
