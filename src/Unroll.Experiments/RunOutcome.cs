namespace Unroll.Experiments;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>All steps were done, or the recipe's early end was reached.</summary>
    Finished,

    /// <summary>It was asked to stop; a checkpoint is saved and <c>--resume</c> goes on from there.</summary>
    Interrupted,

    /// <summary>A loss or gradient was not finite; the last good checkpoint is kept.</summary>
    Diverged,

    /// <summary>It came to where <see cref="RunOptions.PauseAfter"/> told it to pause: it is measured and saved, and <c>--resume</c> goes on from there.</summary>
    Paused,
}
