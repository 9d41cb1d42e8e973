using System;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Schedules;
using Unroll.Training.Translation;

namespace Unroll.Training;

/// <summary>How a <see cref="Trainer{T}"/> goes about it.</summary>
public sealed record TrainerOptions
{
    /// <summary>The learning rate over the run.</summary>
    public required ISchedule Schedule { get; init; }

    /// <summary>Bounds on the summed gradients; none unless set.</summary>
    public IClipping Clipping { get; init; } = new NoClipping();

    /// <summary>The other trainers, each with a network of its own, whose gradients are added to this one's; none unless set.</summary>
    public ICollective Collective { get; init; } = new SingleProcess();

    /// <summary>
    /// Workers inside this trainer: 1 to 1,024. Their batches go through the network one after another, each on the whole team, and their gradients are added in order:
    /// the same bits as that many trainers of one worker each in an <see cref="InProcess"/> group.
    /// </summary>
    public int Workers { get; init => field = (int)OptionRange.Whole(value, 1, 1024); } = 1;

    /// <summary>
    /// Batches of each worker that make one step: 1 to 1,000,000. Their gradients are brought together before the one update, as if they had been one large batch: sums are added, means weighted by their targets.
    /// Step s asks the task for batches s·n to s·n + n − 1 in place of its step s; the last step of an epoch takes what is left of it. An exception in any of them leaves everything as it was before the step.
    /// </summary>
    public int Accumulate { get; init => field = (int)OptionRange.Whole(value, 1, 1_000_000); } = 1;

    /// <summary>Where random masks come from (dropout, zoneout, dropped weights): with the number of the batch and the worker it decides all of them.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Scheduled sampling: how often an encoder-decoder reads its own symbol in training in place of the one wanted; null to force the one wanted always.</summary>
    public ScheduledSampling? Sampling { get; init; }

    /// <summary>Steps that a task's epoch takes; 0 where it has none.</summary>
    internal int StepsPerEpochOf(TaskShape shape) => (int)(((long)shape.StepsPerEpoch + Accumulate - 1) / Accumulate);

    /// <summary>The batches that make a step (from 0): they do not cross the end of an epoch.</summary>
    internal (long First, int Count) BatchesOf(long step, TaskShape shape)
    {
        if (shape.StepsPerEpoch == 0)
            return (step * Accumulate, Accumulate);
        var (epoch, place) = Math.DivRem(step, StepsPerEpochOf(shape));
        var before = place * Accumulate;
        return (epoch * shape.StepsPerEpoch + before, (int)Math.Min(Accumulate, shape.StepsPerEpoch - before));
    }
}
