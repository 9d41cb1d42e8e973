namespace Unroll.Training.Schedules;

/// <summary>When and how far <see cref="PlateauSchedule"/> lowers the rate. A look is the mean loss of a target over some steps; it is better when it is below the best so far by the threshold.</summary>
public sealed record PlateauOptions
{
    /// <summary>The first rate: finite, above 0.</summary>
    public required double Rate { get; init => field = OptionRange.Positive(value); }

    /// <summary>What the rate is multiplied by; from 0 to below 1.</summary>
    public double Factor { get; init => field = OptionRange.BelowOne(value); } = 0.1;

    /// <summary>Looks in a row that may pass without getting better; one more lowers the rate. From 0.</summary>
    public long Patience { get; init => field = OptionRange.Whole(value, 0, int.MaxValue); } = 10;

    /// <summary>How much better counts, as a part of the best so far; from 0 to below 1.</summary>
    public double Threshold { get; init => field = OptionRange.BelowOne(value); } = 1e-4;

    /// <summary>Looks after a lowering that are not held against the rate; from 0.</summary>
    public long Cooldown { get; init => field = OptionRange.Whole(value, 0, int.MaxValue); }

    /// <summary>The rate is not lowered beyond this; at least 0.</summary>
    public double Minimum { get; init => field = OptionRange.NotNegative(value); }

    /// <summary>Steps in a look, for example those of an epoch; from 1.</summary>
    public long StepsPerLook { get; init => field = OptionRange.Whole(value, 1, int.MaxValue); } = 1;
}
