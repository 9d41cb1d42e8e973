using System;

namespace Unroll.Training.Translation;

/// <summary>max(least, first − slope · i): a share that falls evenly (Bengio et al. 2015).</summary>
/// <param name="first">The share at the first update, from 0 to 1.</param>
/// <param name="slope">By how much it falls with each update, at least 0.</param>
/// <param name="least">Where it stays, from 0 to <paramref name="first"/>.</param>
public sealed class LinearTeacher(double first, double slope, double least = 0) : ITeacherSchedule
{
    readonly double _first = OptionRange.UpToOne(first, nameof(first));
    readonly double _slope = OptionRange.NotNegative(slope, nameof(slope));
    readonly double _least = OptionRange.UpToOne(least, nameof(least)) <= first
        ? least
        : throw new ArgumentOutOfRangeException(nameof(least), FormattableString.Invariant($"least is {least}; it must be at most the first share, {first}."));

    /// <inheritdoc/>
    public double ShareAt(long step) => Math.Max(_least, _first - _slope * step);
}
