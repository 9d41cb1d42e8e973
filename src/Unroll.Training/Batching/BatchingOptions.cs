namespace Unroll.Training.Batching;

/// <summary>How sequences of different lengths are brought together in batches.</summary>
public sealed record BatchingOptions
{
    /// <summary>Most sequences of a batch: 1 to 1,000,000.</summary>
    public int MostRows { get; init => field = (int)OptionRange.Whole(value, 1, 1_000_000); } = 32;

    /// <summary>
    /// Most places of a batch, its rows times its longest sequence, padding included ("tokens"): 1 to 2,147,483,647, no bound unless set.
    /// A sequence longer than this is a batch of its own.
    /// </summary>
    public int MostPlaces { get; init => field = (int)OptionRange.Whole(value, 1, int.MaxValue); } = int.MaxValue;

    /// <summary>The largest share of a batch that may be padding: at least 0 (only sequences of one length meet) and below 1. Small shares make more, smaller batches.</summary>
    public double MostPadding { get; init => field = OptionRange.BelowOne(value); } = 0.2;

    /// <summary>Whether every epoch has another order; else sequences come by length, in the order they were given.</summary>
    public bool Shuffle { get; init; } = true;
}
