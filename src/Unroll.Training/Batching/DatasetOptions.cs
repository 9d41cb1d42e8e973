namespace Unroll.Training.Batching;

/// <summary>How a <see cref="DatasetTask{T}"/> hands out its sequences.</summary>
public sealed record DatasetOptions
{
    /// <summary>Sizes of batches.</summary>
    public BatchingOptions Batching { get; init; } = new();

    /// <summary>Decides on the order of every epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>Workers, each with a batch of its own at every step, over all processes: 1 to 1,048,576.</summary>
    public int Workers { get; init => field = (int)OptionRange.Whole(value, 1, 1 << 20); } = 1;

    /// <summary>Where the target of a whole sequence stands.</summary>
    public AnswerPlace Answer { get; init; } = AnswerPlace.OneStep;

    /// <summary>Numbers that the network writes at a step where that is not the targets' width (several quantiles of one value): 1 to 1,000,000; the targets' width where null.</summary>
    public int? OutputWidth { get; init => field = value is null ? null : (int)OptionRange.Whole(value.Value, 1, 1_000_000); }
}
