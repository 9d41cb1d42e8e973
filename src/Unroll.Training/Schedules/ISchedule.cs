namespace Unroll.Training.Schedules;

/// <summary>The learning rate over a run.</summary>
public interface ISchedule
{
    /// <summary>The rate of a step, counted from 0.</summary>
    double RateAt(long step);
}

/// <summary>A schedule that follows the loss, such as reduce on plateau; its memory is saved in checkpoints.</summary>
public interface IAdaptiveSchedule : ISchedule, ITaskMemory
{
}
