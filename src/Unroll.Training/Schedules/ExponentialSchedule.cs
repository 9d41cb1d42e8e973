using System;

namespace Unroll.Training.Schedules;

/// <summary>One rate for some epochs (or steps), then lower by the same factor in each: rate · factor^(unit − from + 1) from unit <c>from</c> on. char-rnn's decay is a factor of 0.97 from epoch 10.</summary>
public sealed class ExponentialSchedule : ISchedule
{
    readonly double _rate, _factor;
    readonly long _from, _stepsPerUnit;

    /// <summary>Makes the schedule.</summary>
    /// <param name="rate">The first rate: finite, above 0.</param>
    /// <param name="factor">What the rate is multiplied by: above 0, at most 1.</param>
    /// <param name="from">The first unit, from 0, that has a lower rate: at least 0.</param>
    /// <param name="stepsPerUnit">Steps in a unit: 1 for steps, the steps of an epoch for epochs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public ExponentialSchedule(double rate, double factor, long from = 1, long stepsPerUnit = 1)
    {
        _rate = OptionRange.Positive(rate, "Rate");
        _factor = OptionRange.Positive(factor, "Factor");
        if (factor > 1)
            throw new ArgumentOutOfRangeException(nameof(factor), FormattableString.Invariant($"Factor is {factor}; it must not be above 1."));
        _from = OptionRange.Whole(from, 0, long.MaxValue, "From");
        _stepsPerUnit = OptionRange.Whole(stepsPerUnit, 1, long.MaxValue, "StepsPerUnit");
    }

    /// <inheritdoc/>
    public double RateAt(long step)
    {
        var unit = Math.Max(step, 0) / _stepsPerUnit;
        return unit < _from ? _rate : _rate * Math.Pow(_factor, unit - _from + 1.0);
    }
}
