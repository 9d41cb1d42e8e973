using Unroll.Experiments.Text;

namespace Unroll.Cli.Commands;

/// <summary>What <c>unroll generate</c> was asked for.</summary>
sealed record GenerateRequest
{
    /// <summary>The run, as it was named.</summary>
    public required string Run { get; init; }

    /// <summary>What is gone on from; empty for the beginning of a document.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>How it speaks.</summary>
    public required GenerationOptions Options { get; init; }

    /// <summary>Texts kept at each step of a search; null where symbols are drawn.</summary>
    public int? Beam { get; init; }

    /// <summary>Texts.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it is written as it comes.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether it is written for programs.</summary>
    public bool Json { get; init; }
}
