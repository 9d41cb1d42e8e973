namespace Unroll.Tasks;

/// <summary>What a task must know of the training it serves.</summary>
/// <param name="Seed">Seed of all its data and their order.</param>
/// <param name="Batch">Most sequences in one worker's batch.</param>
/// <param name="Workers">Workers, each with a batch of its own at every step.</param>
public sealed record TaskSetting(ulong Seed, int Batch, int Workers);
