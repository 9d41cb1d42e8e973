using System;

namespace Unroll.Training.Schedules;

/// <summary>Raises another schedule's rate in equal parts from near 0: step s of the first N gets (s + 1) / N of it. The other schedule's steps are not shifted.</summary>
public sealed class WarmUpSchedule : IAdaptiveSchedule
{
    readonly ISchedule _inner;
    readonly long _steps;

    /// <summary>Wraps a schedule.</summary>
    /// <param name="inner">The schedule to warm up to. If it follows the loss, so does this.</param>
    /// <param name="steps">Steps until its rate is reached, N ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The steps are out of range.</exception>
    public WarmUpSchedule(ISchedule inner, long steps)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _steps = OptionRange.Whole(steps, 1, long.MaxValue, "Steps");
    }

    /// <inheritdoc/>
    public double RateAt(long step) => _inner.RateAt(step) * (step + 1 < _steps ? (Math.Max(step, 0) + 1.0) / _steps : 1);

    /// <inheritdoc/>
    public void Observe(in StepReport report) => (_inner as IAdaptiveSchedule)?.Observe(report);

    /// <summary>The other schedule's memory; empty where it has none.</summary>
    public string Save() => (_inner as IAdaptiveSchedule)?.Save() ?? "";

    /// <inheritdoc/>
    public void Load(string text) => (_inner as IAdaptiveSchedule)?.Load(text);
}
