using System;

namespace Unroll.Training.Streams;

/// <summary>
/// How long documents are cut into windows. With a <see cref="Stride"/> h′ and a <see cref="Length"/> h this is the BPTT(h; h′) of Williams and Peng (1990): each window moves on by h′ steps, the losses of its
/// last h′ steps count, and their gradients go back to the window's start. h′ = h are windows end to end with carried states, the usual truncation; h′ = 1 is true truncation,
/// where the loss of every step goes back exactly h steps (or to the document's start). Terms as in Tallec and Ollivier (2017).
/// </summary>
public sealed record StreamOptions
{
    /// <summary>Streams of one worker, the rows of its batches: 1 to 1,000,000.</summary>
    public int Rows { get; init => field = (int)OptionRange.Whole(value, 1, 1_000_000); } = 32;

    /// <summary>Steps of a window, h: 1 to 1,000,000,000.</summary>
    public int Length { get; init => field = (int)OptionRange.Whole(value, 1, 1_000_000_000); } = 35;

    /// <summary>Steps from window to window, h′: 1 to the length; the length where null.</summary>
    public int? Stride { get; init => field = value is null ? null : (int)OptionRange.Whole(value.Value, 1, 1_000_000_000); }

    /// <summary>Workers, each with streams of its own, over all processes: 1 to 1,048,576.</summary>
    public int Workers { get; init => field = (int)OptionRange.Whole(value, 1, 1 << 20); } = 1;

    /// <summary>Whether the documents are dealt to the streams in an order drawn once, rather than in the order they were given.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Decides on that order.</summary>
    public ulong Seed { get; init; }

    /// <summary>The steps from window to window.</summary>
    internal int StepsOn => Stride ?? Length;

    /// <summary>Refuses a stride beyond the length: some losses would be in no window.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    internal void Validate()
    {
        if (StepsOn > Length)
            throw new ArgumentException($"Windows of {Length} steps that move on by {Stride} would pass over some steps; give a stride of at most the length.", nameof(Stride));
    }
}
