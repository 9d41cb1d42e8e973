using System;
using System.Collections.Generic;

namespace Unroll.Experiments.Tests;

/// <summary>Calls back after each step, and keeps what it is told.</summary>
sealed class StepListener(Action<long>? afterStep = null) : IRunListener
{
    public RunStart? Start { get; private set; }

    public List<RunProgress> Steps { get; } = [];

    public List<string> Notes { get; } = [];

    public List<long> Evaluations { get; } = [];

    public void Started(RunStart start) => Start = start;

    public void Progressed(in RunProgress progress)
    {
        Steps.Add(progress);
        afterStep?.Invoke(progress.Step);
    }

    public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics) => Evaluations.Add(step);

    public void Noted(string line) => Notes.Add(line);
}
