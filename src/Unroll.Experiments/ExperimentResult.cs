using System.Collections.Generic;
using Unroll.Training.Diagnosis;

namespace Unroll.Experiments;

/// <summary>What came of a run.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Metrics">Measures by name, for example <c>test.fullLengthAccuracy</c> (a fraction) and <c>train.lastEpochLoss</c>.</param>
/// <param name="TrainSeconds">Seconds spent in training steps by this process, without evaluation; 0 for an evaluation.</param>
/// <param name="StepsPerSecond">Training steps in a second.</param>
/// <param name="Steps">Steps the model has been trained for, in all.</param>
/// <param name="Run">The run folder, as a full path.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">For a run that diverged or was interrupted: what happened and what to try, in one line.</param>
/// <param name="Expectations">The recipe's expectations, those that apply.</param>
public sealed record ExperimentResult(
    string Recipe,
    ulong Seed,
    IReadOnlyDictionary<string, double> Metrics,
    double TrainSeconds,
    double StepsPerSecond,
    long Steps,
    string Run,
    RunOutcome Outcome,
    string? Message,
    IReadOnlyList<ExpectationResult> Expectations)
{
    /// <summary>The shape of the loss curve, with evidence, likely cause and what to try; null for a run that has not ended, and for an evaluation.</summary>
    public CurveDiagnosis? Diagnosis { get; init; }

    /// <summary>What the task says in words of its measures, a line for each thing; empty for most.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
