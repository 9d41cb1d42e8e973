using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Numbers;

/// <summary>Options of the adding problem.</summary>
public sealed record AddingOptions
{
    /// <summary>Steps of a sequence. 2 to 1,000,000.</summary>
    [Description("Steps of a sequence."), Range(2, 1_000_000)]
    public int Length { get; set; } = 100;

    /// <summary>Test sequences. 1 to 1,000,000.</summary>
    [Description("Test sequences."), Range(1, 1_000_000)]
    public int TestCount { get; set; } = 1000;

    /// <summary>Sequences by which a run may end, so that the test sequences are measured once. 1 to 1,000,000.</summary>
    [Description("Sequences by which a run may end."), Range(1, 1_000_000)]
    public int ValidationCount { get; set; } = 500;
}
