namespace Unroll.Experiments.Groups;

/// <summary>What the ranks of a run do next. Rank 0 says.</summary>
enum GroupOrder
{
    /// <summary>A training step, all together.</summary>
    Step = 1,

    /// <summary>A checkpoint is saved: all compare their parameters, and each gives rank 0 the states that its rows go on from.</summary>
    Save = 2,

    /// <summary>Rank 0 has something to do by itself, which may take long.</summary>
    Wait = 3,

    /// <summary>The run is over here.</summary>
    End = 4,

    /// <summary>The network is measured, each rank doing its share of the batches, with rank 0's weights.</summary>
    Measure = 5,
}
