namespace Unroll.Training;

/// <summary>What one training step did.</summary>
/// <param name="Step">Steps done, this one included (the first step reports 1).</param>
/// <param name="Epoch">The epoch this step belongs to, from 0; always 0 where the data never end.</param>
/// <param name="Loss">The objective's value: mean over the workers of each batch's loss.</param>
/// <param name="LossPerTarget">Mean loss of one target (one position of one sequence), weighted where targets have weights; in nats.</param>
/// <param name="GradientNorm">Global 2-norm of the summed gradient before clipping.</param>
/// <param name="Rate">The learning rate used.</param>
/// <param name="Sequences">Sequences trained on in this step, all workers together.</param>
/// <param name="Targets">Targets in this step, all workers together.</param>
public readonly record struct StepReport(long Step, int Epoch, double Loss, double LossPerTarget, double GradientNorm, double Rate, int Sequences, long Targets)
{
    /// <summary>What the targets of this step count together: their number, where none was given a weight. Means over several steps are weighted with it.</summary>
    public double Weight { get; init; } = Targets;
}
