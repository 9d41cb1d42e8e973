using System;
using System.Collections.Generic;
using System.Globalization;

namespace Unroll.Training.Schedules;

/// <summary>Constant rates, one after another, by step or by epoch.</summary>
public sealed class PiecewiseSchedule : ISchedule
{
    readonly long[] _starts;
    readonly double[] _rates;

    /// <summary>Lays the pieces end to end.</summary>
    /// <param name="segments">The pieces, the first from 0, the rest each later than the one before.</param>
    /// <param name="stepsPerUnit">Steps in what <see cref="RateSegment.From"/> counts: 1 for steps, the steps of an epoch for epochs.</param>
    /// <exception cref="ArgumentException">There is no piece, or they do not follow each other from 0.</exception>
    public PiecewiseSchedule(IReadOnlyList<RateSegment> segments, long stepsPerUnit = 1)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerUnit);
        if (segments.Count == 0 || segments[0].From != 0)
            throw new ArgumentException("A piecewise schedule needs a first segment that starts from 0.", nameof(segments));
        _starts = new long[segments.Count];
        _rates = new double[segments.Count];
        for (var i = 0; i < _starts.Length; i++)
        {
            if (i > 0 && segments[i].From <= segments[i - 1].From)
                throw new ArgumentException($"Segment {i} starts from {segments[i].From}, which is not after {segments[i - 1].From}; put the segments in order.", nameof(segments));
            if (segments[i].From > long.MaxValue / stepsPerUnit)
                throw new ArgumentException($"Segment {i} starts from {segments[i].From}, which with {stepsPerUnit} steps in each is beyond counting; the last step is {long.MaxValue}.", nameof(segments));
            _starts[i] = segments[i].From * stepsPerUnit;
            _rates[i] = segments[i].Rate;
        }
    }

    /// <inheritdoc/>
    public double RateAt(long step)
    {
        var found = Array.BinarySearch(_starts, Math.Max(step, 0));
        return _rates[found >= 0 ? found : ~found - 1];
    }

    /// <summary>
    /// Reads one rate (<c>0.0005</c>) or pieces written <c>RATE@FIRST-LAST</c> with spaces between (<c>0.00035@0-19 0.00004@20-45</c>), both ends included.
    /// The pieces must follow each other from 0 without a gap; the last rate holds on after its end.
    /// </summary>
    /// <exception cref="FormatException">The text is not of this form; the message says where.</exception>
    public static IReadOnlyList<RateSegment> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 1 && !words[0].Contains('@', StringComparison.Ordinal))
            return [new RateSegment { From = 0, Rate = ParseRate(words[0], text) }];
        if (words.Length == 0)
            throw Malformed(text, text);
        var segments = new List<RateSegment>(words.Length);
        var next = 0L;
        foreach (var word in words)
        {
            var (segment, last) = ParseWord(word, text);
            if (segment.From != next)
                throw new FormatException($"Schedule '{text}': '{word}' starts at {segment.From}, but {next} is next; leave no gap and no overlap.");
            segments.Add(segment);
            next = last + 1;
        }
        return segments;
    }

    static (RateSegment Segment, long Last) ParseWord(string word, string text)
    {
        var at = word.IndexOf('@', StringComparison.Ordinal);
        var dash = word.IndexOf('-', Math.Max(at, 0));
        if (at < 0 || dash < at
            || !long.TryParse(word.AsSpan(at + 1, dash - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(word.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || last < first || last == long.MaxValue)
            throw Malformed(word, text);
        return (new RateSegment { From = first, Rate = ParseRate(word[..at], text) }, last);
    }

    static double ParseRate(string word, string text) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && double.IsFinite(rate) && rate > 0
            ? rate
            : throw Malformed(word, text);

    static FormatException Malformed(string word, string text) =>
        new($"Schedule '{text}': '{word}' is not understood; write one rate above 0, or pieces such as 0.00035@0-19 0.00004@20-45.");
}
