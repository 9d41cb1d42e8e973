using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Grammar;

/// <summary>Options of the Reber grammar: which strings, how many, and how they are presented.</summary>
public sealed record ReberOptions
{
    /// <summary>Whether a Reber string stands between two equal letters, <c>BT…TE</c> or <c>BP…PE</c>, so that the second letter must be held to the end.</summary>
    [Description("Whether a Reber string stands between two equal letters, BT…TE or BP…PE.")]
    public bool Embedded { get; set; }

    /// <summary>Letters of the shortest Reber string (the inner one, where embedded). 5 to 1,000.</summary>
    [Description("Letters of the shortest Reber string; where embedded, of the inner one."), Range(5, 1000)]
    public int Shortest { get; set; } = 5;

    /// <summary>Letters of the longest; lengths in between come as often as the grammar makes them. 5 to 1,000.</summary>
    [Description("Letters of the longest Reber string; lengths in between come as often as the grammar makes them."), Range(5, 1000)]
    public int Longest { get; set; } = 1000;

    /// <summary>Training strings, with the repeats that the grammar makes. 1 to 1,000,000.</summary>
    [Description("Training strings, with the repeats that the grammar makes."), Range(1, 1_000_000)]
    public int TrainCount { get; set; } = 256;

    /// <summary>Test strings, none of which is a training string. 1 to 1,000,000.</summary>
    [Description("Test strings, none of which is a training string."), Range(1, 1_000_000)]
    public int TestCount { get; set; } = 256;

    /// <summary>A text file of training strings, one to a line, in place of drawn ones.</summary>
    [Description("A text file of training strings, one to a line, in place of drawn ones.")]
    public string? TrainFile { get; set; }

    /// <summary>A text file of test strings, one to a line, in place of drawn ones.</summary>
    [Description("A text file of test strings, one to a line, in place of drawn ones.")]
    public string? TestFile { get; set; }

    /// <summary>
    /// Steps that back-propagation goes through; 0 for the whole string, with an update after each string. With windows an update follows each window, and the state is carried over: 1 is what Elman did.
    /// </summary>
    [Description("Steps that back-propagation goes through, with an update after each such window and the state carried over; 0: the whole string."), Range(0, 1000)]
    public int Window { get; set; }
}
