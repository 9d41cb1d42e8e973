namespace Unroll.Cli.Commands;

/// <summary>One check of the ladder of proof.</summary>
/// <param name="Rung">1: backward against forward on dual numbers; 2: whole networks against differences; 3: the fast walk against the plain one, and bit equality.</param>
/// <param name="Subject">What was checked, on what.</param>
/// <param name="Cases">Comparisons made.</param>
/// <param name="WorstError">The largest error found.</param>
/// <param name="Tolerance">The largest error allowed; 0 where the bits must be equal.</param>
/// <param name="Passed">Whether it held.</param>
sealed record LadderLine(int Rung, string Subject, long Cases, double WorstError, double Tolerance, bool Passed);
