namespace Unroll.Experiments.Sweeps;

/// <summary>A round of successive halving.</summary>
/// <param name="Budget">Epochs (steps, in a recipe that counts steps) that each run has been trained for at its end.</param>
/// <param name="Points">Points in it.</param>
public sealed record HalvingRung(int Budget, int Points);
