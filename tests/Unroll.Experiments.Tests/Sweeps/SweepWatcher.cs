using System;
using System.Collections.Generic;
using Unroll.Experiments.Sweeps;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>Calls back at each step of any run, and keeps what it is told.</summary>
sealed class SweepWatcher(Action<int>? atStep = null) : ISweepListener
{
    int _steps;

    public List<SweepRound> Rounds { get; } = [];

    public List<TrialResult> Ends { get; } = [];

    public int Steps => _steps;

    public void Started(SweepRound round) => Rounds.Add(round);

    // Steps only: a run tells once more that its test data are being measured.
    public void Progressed(SweepTrial trial, in RunProgress progress)
    {
        if (progress.Stage is null)
        {
            _steps++;
            atStep?.Invoke(_steps);
        }
    }

    public void Ended(TrialResult result) => Ends.Add(result);

    public void Noted(string line)
    {
    }
}
