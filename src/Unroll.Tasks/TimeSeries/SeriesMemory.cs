using System;
using System.Globalization;
using Unroll.Training;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Remembers which training series a run was begun with: files lie outside the run's folder, and a run that went on with others would end in bits that no run has.</summary>
sealed class SeriesMemory(ulong fingerprint) : IDataFingerprint
{
    /// <inheritdoc/>
    public void Observe(in StepReport report)
    {
    }

    /// <inheritdoc/>
    public string Save() => "series " + fingerprint.ToString("x16", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Load(string text)
    {
        if (text != Save())
            throw new FormatException("the training file holds other series now than those the run was begun with; give it the same file, or start a new run.");
    }
}
