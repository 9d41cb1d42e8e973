using System.Collections.Generic;

namespace Unroll.Tasks;

/// <summary>A task that says beforehand how large its evaluation's passes are, so that one beyond memory is refused before training and not after.</summary>
public interface ISizedEvaluation
{
    /// <summary>Steps and rows of the passes, one entry for each test set.</summary>
    IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses { get; }
}
