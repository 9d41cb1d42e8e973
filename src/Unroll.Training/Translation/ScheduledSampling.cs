using System;

namespace Unroll.Training.Translation;

/// <summary>How a decoder's own symbol is chosen.</summary>
public enum OwnChoice
{
    /// <summary>Drawn with the probabilities of its softmax.</summary>
    Drawn,

    /// <summary>The most likely one, of equals the lowest.</summary>
    MostLikely,
}

/// <summary>
/// Scheduled sampling (Bengio, Vinyals, Jaitly and Shazeer 2015): in training a decoder reads, at each step of each row by a coin of its own, either the symbol that was wanted at the step before or its own.
/// So it learns to go on from its own mistakes. No gradient goes through the choice.
/// </summary>
/// <remarks>
/// Its own symbols come from running it step by step, without its random masks; then the ordinary pass over whole sequences is trained on the inputs so chosen. Coins and draws are functions of seed, worker,
/// batch, row and step: they depend on neither threads nor padding. A decoder of numbers reads its own output, and <see cref="Choice"/> has no meaning for it.
/// </remarks>
public sealed record ScheduledSampling
{
    /// <summary>How often it reads the symbol that was wanted.</summary>
    public required ITeacherSchedule Teacher { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>How its own symbol is chosen.</summary>
    public OwnChoice Choice { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The choice is not one of the known kinds."); }

    /// <summary>Decides all coins and draws.</summary>
    public ulong Seed { get; init; }
}
