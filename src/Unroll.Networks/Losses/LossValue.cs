namespace Unroll.Networks.Losses;

/// <summary>What a loss measured on one batch.</summary>
/// <param name="Sum">The loss summed over all targets, in nats for a cross-entropy; NaN or infinite where the outputs are.</param>
/// <param name="Targets">Places that had a target.</param>
/// <param name="Objective">The number whose gradient was set: the sum or the mean, as the loss was told. 0 without targets.</param>
public readonly record struct LossValue(double Sum, long Targets, double Objective)
{
    /// <summary>The loss of one target on average; 0 without targets.</summary>
    public double Mean => Targets == 0 ? 0 : Sum / Targets;
}
