namespace Unroll.Experiments.Sweeps;

/// <summary>Watches a sweep. Calls come from the threads that run it, one at a time.</summary>
public interface ISweepListener
{
    /// <summary>Before the runs of a round; without halving there is one round.</summary>
    void Started(SweepRound round);

    /// <summary>Where a run stands, at most once in <see cref="RunOptions.ProgressInterval"/>.</summary>
    void Progressed(SweepTrial trial, in RunProgress progress);

    /// <summary>What came of a run in this round. Those done before the sweep was taken up are told first.</summary>
    void Ended(TrialResult result);

    /// <summary>A line worth telling.</summary>
    void Noted(string line);
}
