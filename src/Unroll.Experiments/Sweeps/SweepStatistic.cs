namespace Unroll.Experiments.Sweeps;

/// <summary>What stands for the seeds of a point.</summary>
public enum SweepStatistic
{
    /// <summary>The middle one.</summary>
    Median,

    /// <summary>The mean; a run that diverged makes it the worst there is.</summary>
    Mean,
}
