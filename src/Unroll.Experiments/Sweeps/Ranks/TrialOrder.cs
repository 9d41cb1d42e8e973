namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>A run that a rank is given.</summary>
/// <param name="Rank">The rank.</param>
/// <param name="Number">The run's place among those of its round, from 0.</param>
/// <param name="Trial">The run; its recipe says everything, so the rank needs no plan.</param>
/// <param name="Budget">Where it pauses; null for its end.</param>
/// <param name="Threads">Threads it has.</param>
sealed record TrialOrder(int Rank, int Number, SweepTrial Trial, int? Budget, int Threads);
