using System.Collections.Generic;

namespace Unroll.Experiments;

/// <summary>Watches nothing.</summary>
public sealed class SilentListener : IRunListener
{
    /// <inheritdoc/>
    public void Started(RunStart start)
    {
    }

    /// <inheritdoc/>
    public void Progressed(in RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
    {
    }

    /// <inheritdoc/>
    public void Noted(string line)
    {
    }
}
