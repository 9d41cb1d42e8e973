using System;

namespace Unroll.Training;

/// <summary>A loss or gradient is not finite. The message, one line, says at which step, in which parameters, and what to try; nothing was updated in that step.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Without details.</summary>
    public TrainingDivergedException()
        : this("Training diverged.")
    {
    }

    /// <summary>With a message of one line.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and a cause.</summary>
    public TrainingDivergedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The step that could not be done, counted from 1 as in <see cref="StepReport.Step"/>.</summary>
    public long Step { get; init; }

    /// <summary>The first parameter segment with a number that is not finite, or null where only the loss is not.</summary>
    public string? Segment { get; init; }

    /// <summary>The step's loss.</summary>
    public double Loss { get; init; }

    /// <summary>The norm of the summed gradient.</summary>
    public double GradientNorm { get; init; }

    /// <summary>The rate that the step would have used.</summary>
    public double Rate { get; init; }
}
