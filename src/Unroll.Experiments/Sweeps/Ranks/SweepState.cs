namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>How a sweep stands for its ranks. Rank 0 says.</summary>
enum SweepState
{
    /// <summary>Runs are at work, or wanted.</summary>
    Going = 1,

    /// <summary>All runs save and stop.</summary>
    Stopping = 2,

    /// <summary>No run is at work; what comes next may take rank 0 any time.</summary>
    Resting = 3,

    /// <summary>Nothing comes any more.</summary>
    Over = 4,
}
