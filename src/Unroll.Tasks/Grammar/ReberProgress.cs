using System;
using System.Globalization;
using Unroll.Training;

namespace Unroll.Tasks.Grammar;

/// <summary>How many strings have been presented, and after how many all were first seen to be predicted right.</summary>
/// <param name="presentedAfter">Strings presented after so many steps; null where a step's sequences are whole strings.</param>
sealed class ReberProgress(Func<long, long>? presentedAfter) : ITaskMemory
{
    /// <summary>Strings presented so far.</summary>
    public long Presented { get; private set; }

    /// <summary>Strings presented when all were first right; 0 where they never were.</summary>
    public long SolvedAfter { get; private set; }

    /// <inheritdoc/>
    public void Observe(in StepReport report) => Presented = presentedAfter?.Invoke(report.Step) ?? Presented + report.Sequences;

    /// <summary>All strings were found to be predicted right.</summary>
    public void Solve() => SolvedAfter = SolvedAfter > 0 ? SolvedAfter : Presented;

    /// <inheritdoc/>
    public string Save() => string.Create(CultureInfo.InvariantCulture, $"presented {Presented} solved {SolvedAfter}");

    /// <inheritdoc/>
    public void Load(string text)
    {
        var words = (text ?? "").Split(' ');
        if (words is not ["presented", var first, "solved", var second]
            || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var presented)
            || !long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var solved)
            || solved > presented)
            throw new FormatException($"The state of this task reads like 'presented 100 solved 0', not '{text}'.");
        (Presented, SolvedAfter) = (presented, solved);
    }
}
