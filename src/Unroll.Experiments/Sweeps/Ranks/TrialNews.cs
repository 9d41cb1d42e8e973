using System;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>What a rank has to tell of a run that it was given.</summary>
/// <param name="Trial">The run's place among those of its round, from 0.</param>
abstract record TrialNews(int Trial);

/// <summary>Where it stands.</summary>
sealed record TrialProgressed(int Trial, RunProgress Progress) : TrialNews(Trial);

/// <summary>A line worth telling.</summary>
sealed record TrialNoted(int Trial, string Line) : TrialNews(Trial);

/// <summary>It came to its budget or its end.</summary>
sealed record TrialEnded(int Trial, TrialOutcome Outcome) : TrialNews(Trial);

/// <summary>It was asked to stop, and saved.</summary>
sealed record TrialStopped(int Trial) : TrialNews(Trial);

/// <summary>It cannot go on.</summary>
/// <param name="Trial">Its place.</param>
/// <param name="Message">Why, in one line.</param>
/// <param name="IsMisuse">Whether it was asked for wrongly.</param>
sealed record TrialFailed(int Trial, string Message, bool IsMisuse) : TrialNews(Trial)
{
    /// <summary>What was thrown; null where another rank tells.</summary>
    public Exception? Cause { get; init; }
}
