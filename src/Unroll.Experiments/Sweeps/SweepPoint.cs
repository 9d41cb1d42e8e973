using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Sweeps;

/// <summary>One choice of values.</summary>
/// <param name="Number">Its number in the plan, from 1.</param>
/// <param name="Settings">A value for each path that is searched; none in a study of seeds alone.</param>
public sealed record SweepPoint(int Number, IReadOnlyList<SweepSetting> Settings)
{
    /// <summary>The values in words: <c>train.batch=64 train.optimizer.rate=0.01</c>.</summary>
    public string Describe() => string.Join(' ', Settings.Select(setting => $"{setting.Path}={setting.Text}"));
}
