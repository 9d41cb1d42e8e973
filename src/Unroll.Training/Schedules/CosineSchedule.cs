using System;

namespace Unroll.Training.Schedules;

/// <summary>Half a cosine from the first rate down to a floor, then the floor (Loshchilov and Hutter 2017, without restarts): floor + (rate − floor)(1 + cos(π · step / steps)) / 2.</summary>
public sealed class CosineSchedule : ISchedule
{
    readonly double _rate;
    readonly double _floor;
    readonly long _steps;

    /// <summary>Makes the schedule.</summary>
    /// <param name="rate">The rate of step 0: finite, above 0.</param>
    /// <param name="steps">Steps until the floor is reached, at least 1.</param>
    /// <param name="floor">The last rate: from 0 to <paramref name="rate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public CosineSchedule(double rate, long steps, double floor = 0)
    {
        _rate = OptionRange.Positive(rate, "Rate");
        _steps = OptionRange.Whole(steps, 1, long.MaxValue, "Steps");
        _floor = OptionRange.NotNegative(floor, "Floor");
        if (floor > rate)
            throw new ArgumentOutOfRangeException(nameof(floor), FormattableString.Invariant($"Floor is {floor}; it must not be above the rate, {rate}."));
    }

    /// <inheritdoc/>
    public double RateAt(long step) =>
        step >= _steps ? _floor : _floor + (_rate - _floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Max(step, 0) / _steps));
}
