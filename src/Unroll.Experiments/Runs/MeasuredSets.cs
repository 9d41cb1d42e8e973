namespace Unroll.Experiments.Runs;

/// <summary>The data that a network is measured on.</summary>
enum MeasuredSets
{
    /// <summary>The test data, and the validation data where the task has them.</summary>
    All = 0,

    /// <summary>The test data.</summary>
    Test = 1,

    /// <summary>The validation data.</summary>
    Validation = 2,
}
