using System;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>How a <see cref="TranslationTask{T}"/> hands out its pairs.</summary>
public sealed record TranslationOptions
{
    /// <summary>The symbol that the decoder reads first; the same as <see cref="End"/> where null. Not for rows of numbers, where that is a row of zeros.</summary>
    public int? Start { get; init => field = value is null ? null : (int)OptionRange.Whole(value.Value, 0, 1_000_000_000); }

    /// <summary>The symbol that the decoder writes behind each answer; one after the answers' own symbols where null. Rows of numbers have none.</summary>
    public int? End { get; init => field = value is null ? null : (int)OptionRange.Whole(value.Value, 0, 1_000_000_000); }

    /// <summary>Sizes of batches. The length of a pair, for bringing like ones together, is that of source and answer together.</summary>
    public BatchingOptions Batching { get; init; } = new() { MostPadding = 0.5 };

    /// <summary>Decides on the order of every epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>Workers, each with a batch of its own at every step, over all processes: 1 to 1,048,576.</summary>
    public int Workers { get; init => field = (int)OptionRange.Whole(value, 1, 1 << 20); } = 1;

    /// <summary>Numbers that the decoder writes at a step where that is not the width of the rows wanted (several quantiles of one value): 1 to 1,000,000; that width where null. Not for symbols.</summary>
    public int? OutputWidth { get; init => field = value is null ? null : (int)OptionRange.Whole(value.Value, 1, 1_000_000); }

    /// <summary>The end symbol of these answers.</summary>
    internal int EndOf<T>(SequenceInputs<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => End ?? targets.Width;

    /// <summary>The start symbol of these answers.</summary>
    internal int StartOf<T>(SequenceInputs<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Start ?? EndOf(targets);
}
