using System;

namespace Unroll.Training.Translation;

/// <summary>k^i: a share that falls to the same part of itself with each update (Bengio et al. 2015).</summary>
/// <param name="k">At least 0 and below 1; near 1 for all but the shortest runs.</param>
public sealed class ExponentialTeacher(double k) : ITeacherSchedule
{
    readonly double _k = OptionRange.BelowOne(k, nameof(k));

    /// <inheritdoc/>
    public double ShareAt(long step) => Math.Pow(_k, step);
}
