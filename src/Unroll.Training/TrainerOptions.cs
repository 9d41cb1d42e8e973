using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Schedules;

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
}
