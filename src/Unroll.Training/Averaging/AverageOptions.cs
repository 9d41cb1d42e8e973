namespace Unroll.Training.Averaging;

/// <summary>How an <see cref="ExponentialMovingAverage{T}"/> weighs the past.</summary>
public sealed record AverageOptions
{
    /// <summary>Share of the average that is kept at each update; from 0 (the last values alone) to below 1. The average looks back over about 1 / (1 − decay) updates. Default 0.999.</summary>
    public double Decay { get; init => field = OptionRange.BelowOne(value); } = 0.999;

    /// <summary>
    /// Whether the start is corrected for its bias, as Adam's means are (Kingma and Ba 2015, section 3): after t updates the average is the weighted mean of exactly these t values, update i with
    /// weight decayᵗ⁻ⁱ. Else the values after the first update weigh as much as if they had always been there. Default true.
    /// </summary>
    public bool WarmUp { get; init; } = true;
}
