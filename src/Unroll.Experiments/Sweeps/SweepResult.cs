using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps;

/// <summary>What came of a sweep or a study of seeds.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Folder">Its folder, as a full path.</param>
/// <param name="Ranking">All points, the best first; empty where it was interrupted.</param>
/// <param name="Done">Runs that ended, or came to the end of the last round that was begun.</param>
/// <param name="Runs">Runs of that round.</param>
/// <param name="IsInterrupted">Whether it was asked to stop; <c>--resume</c> goes on.</param>
public sealed record SweepResult(SweepPlan Plan, string Folder, IReadOnlyList<SweepStanding> Ranking, int Done, int Runs, bool IsInterrupted);
