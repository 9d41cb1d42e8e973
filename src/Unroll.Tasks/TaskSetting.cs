namespace Unroll.Tasks;

/// <summary>What a task must know of the training it serves.</summary>
/// <param name="Seed">Seed of all its data and their order.</param>
/// <param name="Batch">Most sequences in one worker's batch.</param>
/// <param name="Workers">Workers, each with a batch of its own at every step.</param>
public sealed record TaskSetting(ulong Seed, int Batch, int Workers)
{
    /// <summary>Is told how far the work has come where making the task takes time; null where nobody watches.</summary>
    public ITaskProgress? Progress { get; init; }
}
