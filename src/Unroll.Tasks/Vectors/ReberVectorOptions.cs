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

    /// <summary>Training strings. 1 to 100,000.</summary>
    [Description("Training strings."), Range(1, 100_000)]
    public int TrainCount { get; set; } = 256;

    /// <summary>Test strings, none of which is a training string. 1 to 100,000.</summary>
    [Description("Test strings, none of which is a training string."), Range(1, 100_000)]
    public int TestCount { get; set; } = 256;

    /// <summary>Letters of the longest Reber string, without what embedding adds. 5 to 1,000.</summary>
    [Description("Letters of the longest Reber string, without what embedding adds."), Range(5, 1000)]
    public int Longest { get; set; } = 40;

    internal void Validate(double different)
    {
        // Distinct strings are drawn until there are enough: a quarter of all that there are keeps that short.
        if (4.0 * (TrainCount + TestCount) > different)
            throw new TaskOptionsException($"longest is {Longest}: there are {different} different strings up to it, and {TrainCount + TestCount} strings, all different, must be at most a quarter of them; raise task.longest.");
    }

    internal ReberGrammar Grammar => Embedded ? ReberGrammar.CreateEmbedded() : ReberGrammar.CreatePlain();
}
