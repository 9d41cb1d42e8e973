namespace Unroll.Training;

/// <summary>What a resumed run needs beside the parameters' values and the optimizer's vectors (<see cref="Optimizers.IOptimizer{T}.State"/>).</summary>
/// <param name="StepsDone">Training steps done.</param>
/// <param name="Updates">Updates that the optimizer has done.</param>
/// <param name="ScheduleMemory">One line of text from a schedule that follows the loss; null from the others.</param>
/// <param name="TaskMemory">One line of text from a task that has a memory; null from the others.</param>
public sealed record TrainerState(long StepsDone, long Updates, string? ScheduleMemory, string? TaskMemory);
