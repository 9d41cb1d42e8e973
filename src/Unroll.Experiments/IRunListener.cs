using System.Collections.Generic;

namespace Unroll.Experiments;

/// <summary>Watches a run. All calls come from the thread that runs it.</summary>
public interface IRunListener
{
    /// <summary>Once, before the first step.</summary>
    void Started(RunStart start);

    /// <summary>After a step, at most once in <see cref="RunOptions.ProgressInterval"/>, after the last step, and before the test data are measured.</summary>
    void Progressed(in RunProgress progress);

    /// <summary>The test data were measured after so many steps.</summary>
    void Evaluated(long step, IReadOnlyDictionary<string, double> metrics);

    /// <summary>A text model spoke after so many steps, as its recipe wanted (<c>train.samples</c>); the text may have several lines.</summary>
    void Sampled(long step, string text)
    {
    }

    /// <summary>A line worth telling: a checkpoint passed over, a run that diverged, an early end.</summary>
    void Noted(string line);
}
