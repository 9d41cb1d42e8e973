namespace Unroll.Training.Schedules;

/// <summary>A piece of a <see cref="PiecewiseSchedule"/>.</summary>
public sealed record RateSegment
{
    /// <summary>The first step or epoch of the piece, counted from 0; it lasts to the next piece, the last one for ever.</summary>
    public required long From { get; init => field = OptionRange.Whole(value, 0, long.MaxValue); }

    /// <summary>Its rate: finite, above 0.</summary>
    public required double Rate { get; init => field = OptionRange.Positive(value); }
}
