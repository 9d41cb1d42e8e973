using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Unroll.Tasks.Grammar;

namespace Unroll.Tasks.Vectors;

/// <summary>Options of the Reber grammar in vectors.</summary>
public sealed record ReberVectorOptions
{
    /// <summary>Whether strings are embedded: BT … TE or BP … PE round a Reber string.</summary>
    [Description("Embed each string: BT ... TE or BP ... PE round it (default false).")]
    public bool Embedded { get; set; }

    /// <summary>Training strings, with the repeats that the grammar makes. 1 to 100,000.</summary>
    [Description("Training strings, with the repeats that the grammar makes."), Range(1, 100_000)]
    public int TrainCount { get; set; } = 256;

    /// <summary>Test strings, none of which is a training string. 1 to 100,000.</summary>
    [Description("Test strings, none of which is a training string."), Range(1, 100_000)]
    public int TestCount { get; set; } = 256;

    /// <summary>Letters of the longest Reber string, without what embedding adds. 5 to 1,000.</summary>
    [Description("Letters of the longest Reber string, without what embedding adds."), Range(5, 1000)]
    public int Longest { get; set; } = 1000;

    internal ReberOptions Strings => new() { Embedded = Embedded, TrainCount = TrainCount, TestCount = TestCount, Longest = Longest };
}
