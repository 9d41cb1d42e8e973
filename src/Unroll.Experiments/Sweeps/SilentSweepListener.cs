namespace Unroll.Experiments.Sweeps;

/// <summary>Watches nothing.</summary>
public sealed class SilentSweepListener : ISweepListener
{
    /// <inheritdoc/>
    public void Started(SweepRound round)
    {
    }

    /// <inheritdoc/>
    public void Progressed(SweepTrial trial, in RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Ended(TrialResult result)
    {
    }

    /// <inheritdoc/>
    public void Noted(string line)
    {
    }
}
