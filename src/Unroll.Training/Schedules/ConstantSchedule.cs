namespace Unroll.Training.Schedules;

/// <summary>One rate throughout.</summary>
/// <param name="rate">The rate: finite, above 0.</param>
/// <exception cref="System.ArgumentOutOfRangeException">The rate is out of range.</exception>
public sealed class ConstantSchedule(double rate) : ISchedule
{
    readonly double _rate = OptionRange.Positive(rate, "Rate");

    /// <inheritdoc/>
    public double RateAt(long step) => _rate;
}
