namespace Unroll.Networks.Losses;

/// <summary>What a loss measured on one batch.</summary>
/// <param name="Sum">The loss summed over all targets, each as often as it counts; in nats for a cross-entropy; NaN or infinite where the outputs are.</param>
/// <param name="Targets">Targets: places that had a class, or numbers that were compared with a value.</param>
/// <param name="Objective">The number whose gradient was set: the sum or the mean, as the loss was told. 0 without targets.</param>
public readonly record struct LossValue(double Sum, long Targets, double Objective)
{
    /// <summary>What all targets together count: their number, where none was given a weight.</summary>
    public double Weight { get; init; } = Targets;

    /// <summary>The loss of one target on average, weighted; 0 without targets.</summary>
    public double Mean => Weight == 0 ? 0 : Sum / Weight;
}
