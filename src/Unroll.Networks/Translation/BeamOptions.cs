using System;
using System.Globalization;

namespace Unroll.Networks.Translation;

/// <summary>How widely a beam search looks, and how answers of different lengths are compared.</summary>
public sealed record BeamOptions
{
    /// <summary>Answers kept at each step for each source: 1 (which is greedy) to 10,000. More than there are symbols is allowed: later steps fill the beam.</summary>
    public int Width { get; init => field = InRange(value, nameof(Width)); } = 4;

    /// <summary>Best answers given for each source: 1 to <see cref="Width"/>.</summary>
    public int Best { get; init => field = InRange(value, nameof(Best)); } = 1;

    /// <summary>
    /// α of the length penalty ((5 + steps) / 6)^α by which an answer's log probability is divided (Wu et al. 2016): 0 for none, larger for longer answers, at most 10. Steps count the end symbol.
    /// It decides among answers that are complete and never about what stays in the beam.
    /// </summary>
    public double LengthPenalty
    {
        get;
        init => field = value is >= 0 and <= 10
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LengthPenalty), string.Create(CultureInfo.InvariantCulture, $"LengthPenalty is {value}; it must be from 0 to 10."));
    }

    /// <summary>The score of an answer of so many steps.</summary>
    internal double ScoreOf(double logProbability, int steps) => LengthPenalty == 0 ? logProbability : logProbability / Math.Pow((5.0 + steps) / 6, LengthPenalty);

    /// <summary>Refuses settings that do not go together.</summary>
    internal void Require()
    {
        if (Best > Width)
            throw new ArgumentException($"The {Best} best answers were asked for, and a beam of width {Width} has at most {Width}; give a width of at least {Best}.", nameof(Best));
    }

    static int InRange(int value, string name) => value is >= 1 and <= 10_000
        ? value
        : throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be from 1 to 10,000."));
}
