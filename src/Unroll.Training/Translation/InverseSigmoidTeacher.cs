using System;

namespace Unroll.Training.Translation;

/// <summary>k / (k + e^(i / k)): a share that stays near 1, falls, and levels out (Bengio et al. 2015). It is a half after k · ln k updates.</summary>
/// <param name="k">At least 1.</param>
public sealed class InverseSigmoidTeacher(double k) : ITeacherSchedule
{
    readonly double _k = double.IsFinite(k) && k >= 1
        ? k
        : throw new ArgumentOutOfRangeException(nameof(k), FormattableString.Invariant($"k is {k}; it must be a finite number of at least 1."));

    /// <inheritdoc/>
    public double ShareAt(long step) => _k / (_k + Math.Exp(step / _k));
}
