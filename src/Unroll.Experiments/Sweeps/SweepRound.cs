namespace Unroll.Experiments.Sweeps;

/// <summary>A round about to run.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Folder">The sweep's folder, as a full path.</param>
/// <param name="Number">Number of the round, from 1.</param>
/// <param name="Rung">Its points and budget.</param>
/// <param name="Runs">Runs in it.</param>
/// <param name="Done">Of these, done before the sweep was taken up.</param>
/// <param name="AtOnce">Runs that go side by side.</param>
public sealed record SweepRound(SweepPlan Plan, string Folder, int Number, HalvingRung Rung, int Runs, int Done, int AtOnce);
