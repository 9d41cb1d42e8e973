using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>What the files of a run say came of it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Steps">Steps it was trained for.</param>
/// <param name="Metrics">Its measures.</param>
/// <param name="Message">For a run that diverged: what happened.</param>
sealed record TrialOutcome(RunOutcome Outcome, long Steps, IReadOnlyDictionary<string, double> Metrics, string? Message);
