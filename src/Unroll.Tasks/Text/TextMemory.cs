using System;
using Unroll.Training;

namespace Unroll.Tasks.Text;

/// <summary>Remembers which text a run was begun with: files lie outside the run's folder, and a run that went on with another text, or with other symbols for it, would end in bits that no run has.</summary>
sealed class TextMemory(string fingerprint) : IDataFingerprint
{
    /// <inheritdoc/>
    public void Observe(in StepReport report)
    {
    }

    /// <inheritdoc/>
    public string Save() => "text " + fingerprint;

    /// <inheritdoc/>
    public void Load(string text)
    {
        if (text != Save())
            throw new FormatException("the text is another one now than that the run was begun with; give it the same files, or start a new run.");
    }
}
