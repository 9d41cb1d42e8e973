namespace Unroll.Networks.Verification;

/// <summary>One check of the ladder of proof.</summary>
/// <param name="Rung">1: backward against forward on dual numbers; 2: whole networks against differences; 3: the fused walk against the plain one, and bit equality.</param>
/// <param name="Subject">What was checked, and how.</param>
/// <param name="Cases">Comparisons made.</param>
/// <param name="WorstError">The largest error found: |a − b| / (1 + |b|); where bits must be equal, the number of those that are not.</param>
/// <param name="Tolerance">The largest error allowed; 0 where bits must be equal.</param>
public sealed record LadderResult(int Rung, string Subject, long Cases, double WorstError, double Tolerance)
{
    /// <summary>Whether it held; never when nothing was compared or an error is not a number.</summary>
    public bool Passed => Cases > 0 && WorstError <= Tolerance;
}
